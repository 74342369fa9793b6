// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.web;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import java.util.EnumSet;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.ServerProperties;
import org.glassfish.jersey.servlet.ServletContainer;
import org.ovirt.imageio.proxy.daemon.DaemonClient;
import org.ovirt.imageio.proxy.relay.Relays;
import org.ovirt.imageio.proxy.rest.ProblemMapper;
import org.ovirt.imageio.proxy.ticket.Transfers;

/** Says what serves which path. */
public final class FrontDoor {
    private final Transfers transfers;
    private final DaemonClient daemons;
    private final Relays relays;
    private final String version;

    /**
     * Creates the front door.
     *
     * @param transfers the installed tickets
     * @param daemons the way to daemons
     * @param relays moves the bytes
     * @param version what {@code /info/} tells
     */
    public FrontDoor(Transfers transfers, DaemonClient daemons, Relays relays, String version) {
        this.transfers = transfers;
        this.daemons = daemons;
        this.relays = relays;
        this.version = version;
    }

    /** Registers servlets and filters. */
    public void open(ServletContext context) {
        Refusals refusals = new Refusals(relays);
        ImageAuthorizer authorizer = new ImageAuthorizer(transfers);
        filter(context, "front", new FrontFilter(relays, refusals));
        serve(
                context,
                "images",
                new ImagesServlet(authorizer, daemons, relays, refusals),
                "/images/*");
        serve(context, "info", new ServletContainer(api()), "/info/*");
        serve(context, "unknown", new UnknownServlet(refusals), "/");
    }

    private ResourceConfig api() {
        return new ResourceConfig()
                .property(ServerProperties.WADL_FEATURE_DISABLE, true)
                .register(new InfoResource(version))
                .register(new ProblemMapper());
    }

    private static void filter(ServletContext context, String name, Filter filter) {
        FilterRegistration.Dynamic registration = context.addFilter(name, filter);
        registration.setAsyncSupported(true);
        registration.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
    }

    private static void serve(
            ServletContext context, String name, Servlet servlet, String... patterns) {
        ServletRegistration.Dynamic registration = context.addServlet(name, servlet);
        registration.setAsyncSupported(true);
        registration.setLoadOnStartup(1);
        registration.addMapping(patterns);
    }
}
