// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.control;

import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemException;
import org.ovirt.imageio.proxy.rest.JsonFields;
import org.ovirt.imageio.proxy.ticket.Ticket;
import org.ovirt.imageio.proxy.ticket.TicketId;
import org.ovirt.imageio.proxy.ticket.Tickets;

/** {@code /tickets/}: installs, shows, extends and removes tickets, as in ovirt-imageio 2.x. */
@Path("tickets/{id: .*}")
public final class TicketsResource {
    private static final int MAX_BODY = 64 * 1024;
    private static final int MAX_DISCARDED = 64 * MAX_BODY;

    private final Tickets tickets;
    private final Duration removeTimeout;

    /**
     * Creates the resource.
     *
     * @param tickets the installed tickets
     * @param removeTimeout how long a removal waits for relays to end
     */
    public TicketsResource(Tickets tickets, Duration removeTimeout) {
        this.tickets = tickets;
        this.removeTimeout = removeTimeout;
    }

    /** Installs a ticket or replaces one. The id in the path is not looked at, as in 2.x. */
    @PUT
    public Response install(@PathParam("id") String id, InputStream body) {
        requireId(id);
        Ticket ticket = TicketJson.parse(read(body));
        tickets.install(ticket);
        return Response.ok().build();
    }

    /** Shows a transfer. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public TicketView show(@PathParam("id") String id) {
        requireId(id);
        return parse(id)
                .flatMap(tickets::status)
                .map(TicketView::new)
                .orElseThrow(TicketsResource::unknown);
    }

    /** Lets a ticket end after some seconds from now. */
    @PATCH
    public Response extend(@PathParam("id") String id, InputStream body) {
        requireId(id);
        JsonFields fields =
                new JsonFields(JsonFields.parse(read(body), "Invalid patch"), "Invalid patch: ");
        Duration timeout = TicketJson.seconds(fields.requiredCount("timeout"));
        if (!parse(id).map(ticket -> tickets.extend(ticket, timeout)).orElse(false)) {
            throw unknown();
        }
        return Response.ok().build();
    }

    /**
     * Removes a ticket, or all. Answers 204 when the last byte has moved, also for a ticket that is
     * unknown, since the Engine may repeat the request.
     */
    @DELETE
    public Response remove(@PathParam("id") String id) {
        Stream<TicketId> ids = id.isEmpty() ? tickets.ids().stream() : parse(id).stream();
        // All end at the same time, so that one that takes long does not keep the others.
        List<CompletableFuture<Void>> removals = ids.map(tickets::remove).toList();
        await(CompletableFuture.allOf(removals.toArray(CompletableFuture<?>[]::new)));
        return Response.noContent().build();
    }

    private void await(CompletableFuture<Void> removal) {
        try {
            removal.get(removeTimeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new ProblemException(
                    Problem.TICKET_BUSY,
                    "The transfer is still active after %d seconds; retry the removal."
                            .formatted(removeTimeout.toSeconds()));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ProblemException problem) {
                throw problem;
            }
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProblemException(Problem.TICKET_BUSY, "The proxy is stopping.");
        }
    }

    private static ProblemException unknown() {
        return new ProblemException(Problem.NOT_FOUND, "There is no such ticket.");
    }

    private static Optional<TicketId> parse(String id) {
        return TicketId.parse(id);
    }

    private static void requireId(String id) {
        if (id.isEmpty()) {
            throw new ProblemException(Problem.BAD_REQUEST, "A ticket id is required.");
        }
    }

    private static String read(InputStream body) {
        try {
            byte[] bytes = body.readNBytes(MAX_BODY + 1);
            if (bytes.length > MAX_BODY) {
                discard(body);
                throw new ProblemException(
                        Problem.TOO_LARGE, "The body is longer than any ticket.");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new ProblemException(Problem.BAD_REQUEST, "The body could not be read.", e);
        }
    }

    /**
     * Takes what a client may still be sending: a connection closed on unread bytes is reset, and
     * the client may lose the answer that tells it what is wrong.
     */
    private static void discard(InputStream body) throws IOException {
        byte[] bytes = new byte[MAX_BODY];
        int left = MAX_DISCARDED;
        int count = 0;
        while (left > 0 && count >= 0) {
            count = body.read(bytes);
            left -= count;
        }
    }
}
