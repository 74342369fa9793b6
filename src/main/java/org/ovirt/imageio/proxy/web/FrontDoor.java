// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.web;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.ServerProperties;
import org.glassfish.jersey.servlet.ServletContainer;
import org.ovirt.imageio.proxy.config.AccessConfig;
import org.ovirt.imageio.proxy.daemon.DaemonClient;
import org.ovirt.imageio.proxy.ops.Gate;
import org.ovirt.imageio.proxy.ops.Readiness;
import org.ovirt.imageio.proxy.relay.Relays;
import org.ovirt.imageio.proxy.relay.SmallBodies;
import org.ovirt.imageio.proxy.rest.ProblemMapper;
import org.ovirt.imageio.proxy.session.Sessions;
import org.ovirt.imageio.proxy.ticket.Journals;
import org.ovirt.imageio.proxy.ticket.Tickets;
import org.ovirt.imageio.proxy.ticket.Transfers;
import org.ovirt.imageio.proxy.token.TokenVerifier;

/** Says what serves which path. */
public final class FrontDoor {
    private final Parts parts;
    private final Clock clock;
    private final String version;

    /**
     * What the front door leads to.
     *
     * @param config how it is open
     * @param removeTimeout how long the end of a ticket or a session waits for its relays
     * @param transfers the installed tickets, as this node knows them
     * @param tickets the installed tickets of all nodes
     * @param tokens verifies tokens
     * @param sessions what was made from tokens
     * @param daemons the way to daemons
     * @param relays moves the bytes
     * @param readiness whether this node takes requests
     * @param gate counts requests and refuses them when it does not
     * @param journals know which bytes were written
     */
    public record Parts(
            AccessConfig config,
            Duration removeTimeout,
            Transfers transfers,
            Tickets tickets,
            TokenVerifier tokens,
            Sessions sessions,
            DaemonClient daemons,
            Relays relays,
            Readiness readiness,
            Gate gate,
            Journals journals) {}

    /**
     * Creates the front door.
     *
     * @param parts what it leads to
     * @param clock the time of tokens
     * @param version what {@code /info/} tells
     */
    public FrontDoor(Parts parts, Clock clock, String version) {
        this.parts = parts;
        this.clock = clock;
        this.version = version;
    }

    /** Registers servlets, filters and listeners. */
    public void open(ServletContext context) {
        Relays relays = parts.relays();
        Refusals refusals = new Refusals(relays);
        Tokens tokens = new Tokens(parts.tokens());
        ImageAuthorizer authorizer =
                new ImageAuthorizer(
                        parts.transfers(),
                        tokens,
                        parts.sessions(),
                        parts.daemons(),
                        parts.config(),
                        clock);
        filter(
                context,
                "front",
                new FrontFilter(refusals, new Cors(parts.config().origins())),
                "/*");
        filter(context, "gate", new GateFilter(parts.gate(), refusals), "/*");
        serve(
                context,
                "images",
                new ImagesServlet(authorizer, relays, parts.journals(), refusals),
                "/images/*");
        serve(context, "unknown", new UnknownServlet(refusals), "/");
        resource(
                context,
                "info",
                new InfoResource(version),
                new ResourceFilter(refusals, Set.of("GET", "HEAD", "OPTIONS"), 0));
        resource(
                context,
                GateFilter.HEALTH,
                new HealthResource(parts.readiness()),
                new ResourceFilter(refusals, Set.of("GET", "HEAD", "OPTIONS"), 0));
        if (tokens.acceptsAny()) {
            parts.sessions().open(context);
            resource(
                    context,
                    "sessions",
                    sessions(tokens),
                    new ResourceFilter(refusals, Set.of("POST", "DELETE", "OPTIONS"), 0));
        }
        if (parts.config().eraB()) {
            filter(context, "no-pages", new NoPagesFilter(refusals), "/tickets/*");
            resource(
                    context,
                    "tickets",
                    tickets(authorizer, tokens),
                    new ResourceFilter(
                            refusals, Set.of("PUT", "DELETE", "OPTIONS"), SmallBodies.MAX_LENGTH));
        }
    }

    private SessionsResource sessions(Tokens tokens) {
        return new SessionsResource(
                tokens,
                parts.sessions(),
                parts.transfers(),
                parts.config().eraA(),
                new Removal(parts.removeTimeout()));
    }

    private SignedTicketsResource tickets(ImageAuthorizer authorizer, Tokens tokens) {
        return new SignedTicketsResource(
                parts.tickets(),
                authorizer::admit,
                tokens,
                Locality.OF_INTERFACES,
                new Removal(parts.removeTimeout()));
    }

    private static void resource(
            ServletContext context, String name, Object resource, Filter filter) {
        ResourceConfig application =
                new ResourceConfig()
                        .property(ServerProperties.WADL_FEATURE_DISABLE, true)
                        .register(resource)
                        .register(new ProblemMapper());
        String pattern = "/" + name + "/*";
        filter(context, name, filter, pattern);
        serve(context, name, new ServletContainer(application), pattern);
    }

    private static void filter(
            ServletContext context, String name, Filter filter, String... patterns) {
        FilterRegistration.Dynamic registration = context.addFilter(name, filter);
        registration.setAsyncSupported(true);
        registration.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, patterns);
    }

    private static void serve(
            ServletContext context, String name, Servlet servlet, String... patterns) {
        ServletRegistration.Dynamic registration = context.addServlet(name, servlet);
        registration.setAsyncSupported(true);
        registration.setLoadOnStartup(1);
        registration.addMapping(patterns);
    }
}
