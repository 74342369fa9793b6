// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.web;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import java.time.Clock;
import java.util.EnumSet;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.ServerProperties;
import org.glassfish.jersey.servlet.ServletContainer;
import org.ovirt.imageio.proxy.daemon.DaemonClient;
import org.ovirt.imageio.proxy.relay.Relays;
import org.ovirt.imageio.proxy.rest.ProblemMapper;
import org.ovirt.imageio.proxy.ticket.Transfers;
import org.ovirt.imageio.proxy.token.TokenVerifier;

/** Says what serves which path. */
public final class FrontDoor {
    private final Transfers transfers;
    private final TokenVerifier tokens;
    private final Clock clock;
    private final DaemonClient daemons;
    private final Relays relays;
    private final String version;

    /**
     * Creates the front door.
     *
     * @param transfers the installed tickets
     * @param tokens verifies tokens
     * @param daemons the way to daemons
     * @param relays moves the bytes
     * @param clock the time of tokens
     * @param version what {@code /info/} tells
     */
    public FrontDoor(
            Transfers transfers,
            TokenVerifier tokens,
            DaemonClient daemons,
            Relays relays,
            Clock clock,
            String version) {
        this.transfers = transfers;
        this.tokens = tokens;
        this.clock = clock;
        this.daemons = daemons;
        this.relays = relays;
        this.version = version;
    }

    /** Registers servlets and filters. */
    public void open(ServletContext context) {
        Refusals refusals = new Refusals(relays);
        ImageAuthorizer authorizer = new ImageAuthorizer(transfers, tokens, daemons, clock);
        filter(context, "front", new FrontFilter(relays, refusals));
        serve(context, "images", new ImagesServlet(authorizer, relays, refusals), "/images/*");
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
