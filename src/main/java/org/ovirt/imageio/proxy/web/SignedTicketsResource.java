// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemException;
import org.ovirt.imageio.proxy.relay.SmallBodies;
import org.ovirt.imageio.proxy.ticket.Operation;
import org.ovirt.imageio.proxy.ticket.TicketId;
import org.ovirt.imageio.proxy.ticket.Tickets;
import org.ovirt.imageio.proxy.token.Grant;

/**
 * {@code /tickets/} on the clients' port, for Engines of proxy 1.2.1 to 1.6: they put signed
 * tickets there and remove them.
 *
 * <p>Proxy 1.x let anybody remove a ticket. Here it is either somebody on the proxy's own host, as
 * the Engine is, or somebody with a token for it.
 */
@Path("/")
public final class SignedTicketsResource {
    private final Tickets tickets;
    private final Consumer<Grant> admission;
    private final Tokens tokens;
    private final Locality locality;
    private final Removal removal;

    /**
     * Creates the resource.
     *
     * @param tickets the tickets of all nodes
     * @param admission begins the transfer of a ticket that is added
     * @param tokens verifies tickets and tokens
     * @param locality tells who is on the proxy's own host
     * @param removal answers who takes a ticket back
     */
    SignedTicketsResource(
            Tickets tickets,
            Consumer<Grant> admission,
            Tokens tokens,
            Locality locality,
            Removal removal) {
        this.tickets = tickets;
        this.admission = admission;
        this.tokens = tokens;
        this.locality = locality;
        this.removal = removal;
    }

    /** Adds a ticket, whose id then is all that a client needs. The path's id is not looked at. */
    @PUT
    @Path("{id: .*}")
    public Response add(@Context HttpServletRequest http, InputStream body) throws IOException {
        byte[] ticket = body.readNBytes(SmallBodies.MAX_LENGTH);
        return Refusals.logged(http, () -> add(new String(ticket, ISO_8859_1).stripTrailing()));
    }

    private Response add(String ticket) {
        admission.accept(tokens.verifyAdded(ticket));
        return Response.ok().type(MediaType.APPLICATION_JSON).build();
    }

    /**
     * Removes a ticket. Answers 204 when the last byte has moved, also for one that is unknown,
     * since the Engine may repeat the request.
     */
    @DELETE
    @Path("{id: .*}")
    public CompletionStage<Response> remove(
            @PathParam("id") String id, @Context HttpServletRequest http) {
        return Refusals.logged(http, () -> remove(http, id));
    }

    private CompletionStage<Response> remove(HttpServletRequest http, String id) {
        requireId(id);
        Optional<TicketId> ticket = TicketId.parse(id);
        requireEngine(http, ticket);
        return removal.answer(
                ticket.map(tickets::remove)
                        .orElseGet(() -> CompletableFuture.completedFuture(null)),
                () -> Response.noContent().build());
    }

    private void requireEngine(HttpServletRequest http, Optional<TicketId> ticket) {
        String authorization = http.getHeader("Authorization");
        if (authorization != null) {
            Grant grant = tokens.verify(authorization).grant();
            if (!ticket.equals(Optional.of(grant.ticketId()))) {
                throw forbidden("The token is for another ticket.");
            }
            if (!grant.operations().contains(Operation.WRITE)) {
                throw forbidden("The token does not allow to write, so it removes nothing.");
            }
        } else if (!locality.isOfThisHost(http.getRemoteAddr())) {
            throw forbidden(
                    "Only the proxy's own host may remove tickets without a token for them.");
        }
    }

    /** In ovirt-imageio 2.x none stands for all, but on the Engine's own port. */
    private static void requireId(String id) {
        if (id.isEmpty()) {
            throw new ProblemException(Problem.BAD_REQUEST, "A ticket id is required.");
        }
    }

    private static ProblemException forbidden(String why) {
        return new ProblemException(Problem.FORBIDDEN, why);
    }
}
