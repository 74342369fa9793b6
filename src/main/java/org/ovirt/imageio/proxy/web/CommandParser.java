// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.web;

import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.ovirt.imageio.proxy.daemon.DaemonRequest;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemException;
import org.ovirt.imageio.proxy.relay.ImageCommand;
import org.ovirt.imageio.proxy.rest.JsonFields;
import org.ovirt.imageio.proxy.ticket.Ticket;

/** Understands the JSON of a {@code PATCH} and writes it anew for the daemon. */
final class CommandParser {
    /** The most bytes that a command may have; a sensible one has less than a hundred. */
    static final int MAX_LENGTH = 4096;

    private final Ticket ticket;

    CommandParser(Ticket ticket) {
        this.ticket = ticket;
    }

    /**
     * Parses a command.
     *
     * @throws ProblemException {@link Problem#BAD_REQUEST} or {@link Problem#RANGE_NOT_SATISFIABLE}
     */
    ImageCommand parse(String body) {
        JsonObject message = JsonFields.parse(body, "Invalid JSON message");
        JsonFields fields = new JsonFields(message, "");
        return switch (fields.requiredText("op")) {
            case "zero" -> zero(fields);
            case "flush" -> command("{\"op\": \"flush\"}", 0, 0, true);
            default ->
                    throw new ProblemException(
                            Problem.BAD_REQUEST,
                            "Unsupported value for 'op', expecting one of flush, zero.");
        };
    }

    private ImageCommand zero(JsonFields fields) {
        long size = fields.requiredCount("size");
        long offset = fields.optionalCount("offset", 0);
        boolean flush = fields.optionalFlag("flush", false);
        if (offset > ticket.size() || size > ticket.size() - offset) {
            throw ProblemException.outOfRange(
                    ticket.size(),
                    "The range to zero is outside of the image; it has %d bytes."
                            .formatted(ticket.size()));
        }
        return command(
                "{\"op\": \"zero\", \"offset\": %d, \"size\": %d, \"flush\": %b}"
                        .formatted(offset, size, flush),
                offset,
                size,
                flush);
    }

    private ImageCommand command(String json, long offset, long length, boolean flush) {
        int bytes = json.getBytes(StandardCharsets.UTF_8).length;
        DaemonRequest request =
                new DaemonRequest(
                        "PATCH",
                        ticket.daemon().path(),
                        Map.of(
                                "Content-Type",
                                "application/json",
                                "Content-Length",
                                Integer.toString(bytes)));
        return new ImageCommand(request, json, offset, length, flush);
    }
}
