// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.web;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.ovirt.imageio.proxy.daemon.DaemonClient;
import org.ovirt.imageio.proxy.daemon.DaemonRoute;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemException;
import org.ovirt.imageio.proxy.ticket.Operation;
import org.ovirt.imageio.proxy.ticket.Ticket;
import org.ovirt.imageio.proxy.ticket.TicketId;
import org.ovirt.imageio.proxy.ticket.Transfer;
import org.ovirt.imageio.proxy.ticket.Transfers;
import org.ovirt.imageio.proxy.token.Grant;
import org.ovirt.imageio.proxy.token.TokenException;
import org.ovirt.imageio.proxy.token.TokenVerifier;

/**
 * Decides whether a request may do what it asks for.
 *
 * <p>Whoever knows the id of a ticket that the Engine has installed may use it, as in ovirt-imageio
 * 2.x. Where tokens are accepted, one in {@code Authorization} is proof too, also without an
 * installed ticket; a bad one is never ignored.
 */
final class ImageAuthorizer {
    private static final System.Logger LOG = System.getLogger(ImageAuthorizer.class.getName());
    private static final Duration INACTIVITY = Duration.ofSeconds(60);

    private final Transfers transfers;
    private final TokenVerifier tokens;
    private final DaemonClient daemons;
    private final Clock clock;

    /**
     * What is allowed.
     *
     * @param transfer what the request belongs to
     * @param ticket what allowed it
     * @param route the way to the daemon
     */
    record Allowed(Transfer transfer, Ticket ticket, DaemonRoute route) {}

    ImageAuthorizer(Transfers transfers, TokenVerifier tokens, DaemonClient daemons, Clock clock) {
        this.transfers = transfers;
        this.tokens = tokens;
        this.daemons = daemons;
        this.clock = clock;
    }

    /**
     * Finds the transfer of a ticket that allows an operation.
     *
     * @throws ProblemException {@link Problem#FORBIDDEN}, {@link Problem#UNAUTHORIZED} for a token
     *     that is not accepted, or a problem with the daemon's address
     */
    Allowed authorize(HttpServletRequest http, String ticketId, Operation operation) {
        String authorization = http.getHeader("Authorization");
        return authorization == null || !tokens.acceptsAny()
                ? withTicketId(ticketId, operation)
                : withToken(verify(authorization), ticketId, operation);
    }

    private Allowed withTicketId(String ticketId, Operation operation) {
        Transfer transfer =
                TicketId.parse(ticketId)
                        .flatMap(transfers::find)
                        .orElseThrow(
                                () ->
                                        forbidden(
                                                "there is no such ticket. Start the transfer again"));
        Ticket ticket = transfer.authorize(operation);
        return new Allowed(transfer, ticket, daemons.route(ticket.daemon()));
    }

    private Allowed withToken(Grant grant, String ticketId, Operation operation) {
        if (!TicketId.parse(ticketId).equals(Optional.of(grant.ticketId()))) {
            throw forbidden("the token is for another image");
        }
        Ticket carried = grant.ticket(clock.instant(), INACTIVITY);
        if (!carried.allows(operation)) {
            throw forbidden("the token does not allow to " + operation.word());
        }
        // Before anything is remembered of a token that leads nowhere.
        DaemonRoute route = daemons.trustedRoute(carried.daemon());
        Transfer transfer = transfers.join(carried);
        Ticket ticket = transfer.authorize(carried, operation);
        return new Allowed(
                transfer, ticket, ticket.equals(carried) ? route : daemons.route(ticket.daemon()));
    }

    private Grant verify(String authorization) {
        try {
            return tokens.verify(authorization);
        } catch (TokenException e) {
            LOG.log(System.Logger.Level.INFO, "Refused a token: {0}", e.fault().code());
            throw new ProblemException(Problem.UNAUTHORIZED, e.fault().description() + ".");
        }
    }

    private static ProblemException forbidden(String why) {
        return new ProblemException(
                Problem.FORBIDDEN, "You are not allowed to access this resource: " + why + ".");
    }
}
