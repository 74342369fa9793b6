// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.web;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.ovirt.imageio.proxy.config.AccessConfig;
import org.ovirt.imageio.proxy.daemon.DaemonClient;
import org.ovirt.imageio.proxy.daemon.DaemonRoute;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemException;
import org.ovirt.imageio.proxy.session.Access;
import org.ovirt.imageio.proxy.session.OpenSession;
import org.ovirt.imageio.proxy.session.Sessions;
import org.ovirt.imageio.proxy.ticket.Operation;
import org.ovirt.imageio.proxy.ticket.Proof;
import org.ovirt.imageio.proxy.ticket.Ticket;
import org.ovirt.imageio.proxy.ticket.TicketId;
import org.ovirt.imageio.proxy.ticket.Transfer;
import org.ovirt.imageio.proxy.ticket.Transfers;
import org.ovirt.imageio.proxy.token.Grant;
import org.ovirt.imageio.proxy.token.TokenForm;

/**
 * Decides whether a request may do what it asks for.
 *
 * <p>Whoever knows the id of a ticket that the Engine has installed may use it, as in ovirt-imageio
 * 2.x. Where tokens are accepted, a token or a session made from one is proof too, also without an
 * installed ticket; a bad one is never ignored, since its client means to show something else than
 * the id.
 */
final class ImageAuthorizer {
    private static final Duration INACTIVITY = Duration.ofSeconds(60);

    private final Transfers transfers;
    private final Tokens tokens;
    private final Sessions sessions;
    private final DaemonClient daemons;
    private final AccessConfig access;
    private final Clock clock;

    /**
     * What is allowed.
     *
     * @param transfer what the request belongs to
     * @param proof what the client has shown
     * @param ticket what allowed it
     * @param route the way to the daemon
     * @param offsetRequired whether an upload must say where its bytes go
     */
    record Allowed(
            Transfer transfer,
            Proof proof,
            Ticket ticket,
            DaemonRoute route,
            boolean offsetRequired) {}

    /** What a token or a session allows, and for how long it does. */
    private record Proven(Access access, Proof proof) {
        Grant grant() {
            return access.grant();
        }
    }

    ImageAuthorizer(
            Transfers transfers,
            Tokens tokens,
            Sessions sessions,
            DaemonClient daemons,
            AccessConfig access,
            Clock clock) {
        this.transfers = transfers;
        this.tokens = tokens;
        this.sessions = sessions;
        this.daemons = daemons;
        this.access = access;
        this.clock = clock;
    }

    /**
     * Finds the transfer of a ticket that allows an operation.
     *
     * @throws ProblemException {@link Problem#FORBIDDEN}, {@link Problem#UNAUTHORIZED} for a token
     *     or a session that is not accepted, {@link Problem#DAEMON_UNTRUSTED} for the daemon of
     *     one, or a problem with the daemon's address
     */
    Allowed authorize(
            HttpServletRequest http, ImageQuery query, String ticketId, Operation operation) {
        Optional<TicketId> ticket = TicketId.parse(ticketId);
        Optional<Proven> proven =
                tokens.acceptsAny() ? proven(http, query, ticket) : Optional.empty();
        return proven.isPresent()
                ? withToken(proven.get(), ticket, operation)
                : withTicketId(ticket, operation);
    }

    private Optional<Proven> proven(
            HttpServletRequest http, ImageQuery query, Optional<TicketId> ticket) {
        Credential shown = Credential.of(http, query, access.eraA());
        return switch (shown.kind()) {
            case TOKEN ->
                    Optional.of(new Proven(tokens.verify(shown.text()), Proof.OF_THE_REQUEST));
            case SESSION ->
                    Optional.of(
                            sessions.find(http, shown.text())
                                    .map(ImageAuthorizer::proven)
                                    .orElseThrow(Tokens::unknownSession));
            case COOKIE ->
                    // A browser shows it also where it follows the link of another transfer.
                    sessions.find(http, shown.text())
                            .map(ImageAuthorizer::proven)
                            .filter(proven -> ticket.equals(id(proven.grant())));
            case NONE -> Optional.empty();
        };
    }

    private static Proven proven(OpenSession session) {
        return new Proven(session.access(), session);
    }

    private static Optional<TicketId> id(Grant grant) {
        return Optional.of(grant.ticketId());
    }

    /**
     * Begins the transfer of a signed ticket that was added, and lets its id be proof.
     *
     * @throws ProblemException as {@link #authorize}
     */
    void admit(Grant grant) {
        Ticket carried = grant.ticket(clock.instant(), INACTIVITY);
        trustedRoute(carried);
        transfers.join(carried, true);
    }

    private Allowed withTicketId(Optional<TicketId> ticketId, Operation operation) {
        Transfer transfer = ticketId.flatMap(transfers::find).orElseThrow(Transfer::unknown);
        // Before the ticket is read: once the Engine has installed one, it stays installed.
        boolean installed = transfer.isInstalled();
        Ticket ticket = transfer.authorize(operation);
        return new Allowed(transfer, Proof.OF_THE_REQUEST, ticket, route(installed, ticket), false);
    }

    private Allowed withToken(Proven proven, Optional<TicketId> ticketId, Operation operation) {
        if (!ticketId.equals(id(proven.grant()))) {
            throw ProblemException.forbidden("the token is for another image");
        }
        Ticket carried = proven.grant().ticket(clock.instant(), INACTIVITY);
        if (!carried.allows(operation)) {
            throw ProblemException.forbidden("the token does not allow to " + operation.word());
        }
        // Before anything is remembered of a token that leads nowhere.
        DaemonRoute trusted = trustedRoute(carried);
        boolean old = proven.access().form() == TokenForm.SIGNED_TICKET;
        Transfer transfer = transfers.join(carried, old && access.eraB());
        boolean installed = transfer.isInstalled();
        Ticket ticket = transfer.authorize(carried, operation);
        return new Allowed(
                transfer,
                proven.proof(),
                ticket,
                ticket.daemon().equals(carried.daemon()) ? trusted : route(installed, ticket),
                old && access.eraA() && !access.eraB());
    }

    private DaemonRoute route(boolean installed, Ticket ticket) {
        return installed ? daemons.route(ticket.daemon()) : trustedRoute(ticket);
    }

    private DaemonRoute trustedRoute(Ticket carried) {
        try {
            return daemons.trustedRoute(carried.daemon());
        } catch (ProblemException e) {
            // Nobody but an administrator can find out whether the daemon should be trusted.
            throw e.withDetail(
                    "transfer=%s daemon=%s"
                            .formatted(carried.logName(), carried.daemon().authority()));
        }
    }
}
