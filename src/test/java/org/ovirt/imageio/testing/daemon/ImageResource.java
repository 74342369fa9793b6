// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.daemon;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ovirt.imageio.testing.daemon.DaemonTicket.Operation;

/** {@code /images/<id>}. */
final class ImageResource {

    private static final List<String> READER_FEATURES = List.of("checksum", "extents");
    private static final List<String> FEATURES = List.of("checksum", "extents", "flush", "zero");
    private static final int MAX_READERS = 8;
    private static final int MAX_WRITERS = 1;

    void handle(Call call, String ticketId) throws HttpError, IOException {
        switch (call.request().method()) {
            case "GET" -> get(call, ticketId);
            case "PUT" -> put(call, ticketId);
            case "PATCH" -> patch(call, ticketId);
            case "OPTIONS" -> options(call, ticketId);
            default -> throw call.notDefined();
        }
    }

    private static void options(Call call, String ticketId) throws HttpError, IOException {
        call.allowOrigins("OPTIONS,GET,PUT");
        Call.requireTicketId(ticketId);
        List<String> allow = new ArrayList<>(List.of("OPTIONS", "GET", "PUT", "PATCH"));
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("features", FEATURES);
        if (!ticketId.equals("*")) {
            InstalledTicket ticket = call.authorize(ticketId, Operation.READ);
            ticket.touch();
            if (!ticket.ticket().allows(Operation.WRITE)) {
                allow.removeAll(List.of("PUT", "PATCH"));
                options.put("features", READER_FEATURES);
            }
            options.put("max_readers", MAX_READERS);
            options.put("max_writers", MAX_WRITERS);
        }
        call.response().header("allow", String.join(",", allow));
        call.response().json(options);
    }

    private static void get(Call call, String ticketId) throws HttpError, IOException {
        call.allowOrigins("*");
        Call.requireTicketId(ticketId);
        call.closeIfAsked();
        Optional<String> header = call.request().headers().firstValue("range");
        if (header.isPresent()) {
            // A malformed range is told before a missing ticket.
            ByteSpan.requested(header.get(), Long.MAX_VALUE);
        }
        InstalledTicket ticket = call.authorize(ticketId, Operation.READ);
        long available = ticket.available();
        Range range = new Range(0, available);
        if (header.isPresent()) {
            range = ByteSpan.requested(header.get(), available);
            requireAllowed(ticket, range.start(), range.length());
            requireAvailable(range, available);
            call.response().status(206);
        }
        describe(call.response(), ticket.ticket(), range, header.isPresent());
        send(call, ticket, range);
    }

    private static void describe(
            Response response, DaemonTicket ticket, Range range, boolean partial) {
        String name = ticket.filename();
        response.header("content-length", range.length());
        response.header("content-type", "application/octet-stream");
        response.header(
                "content-disposition",
                name == null || name.isEmpty() ? "attachment" : "attachment; filename=" + name);
        if (partial) {
            response.header(
                    "content-range",
                    "bytes " + range.start() + "-" + (range.end() - 1) + "/" + ticket.size());
        }
    }

    private static void send(Call call, InstalledTicket ticket, Range range)
            throws HttpError, IOException {
        byte[] buffer = call.connection().buffer();
        for (long position = range.start(); position < range.end(); ) {
            int wanted = (int) Math.min(buffer.length, range.end() - position);
            int count = ticket.image().read(buffer, wanted, position);
            if (count < wanted) {
                throw new UncheckedIOException(new EOFException("The image was truncated"));
            }
            call.response().send(buffer, count);
            ticket.moved(count);
            position += count;
            ticket.checkNotCanceled();
        }
        ticket.touch();
    }

    private static void put(Call call, String ticketId) throws HttpError, IOException {
        call.allowOrigins("*");
        Call.requireTicketId(ticketId);
        call.closeIfAsked();
        Request request = call.request();
        if (request.contentLength().isEmpty()) {
            throw HttpError.badRequest("Content-Length header is required");
        }
        long size = request.contentLength().getAsLong();
        Optional<String> header = request.headers().firstValue("content-range");
        long offset = header.isPresent() ? ByteSpan.offset(header.get()) : 0;
        boolean flush = call.choice("flush", List.of("n", "y"), "y").equals("y");
        InstalledTicket ticket = call.authorize(ticketId, Operation.WRITE);
        requireAllowed(ticket, offset, size);
        receive(call, ticket, offset, size);
        if (flush) {
            ticket.image().flush();
        }
        ticket.touch();
    }

    private static void receive(Call call, InstalledTicket ticket, long offset, long size)
            throws HttpError, IOException {
        byte[] buffer = call.connection().buffer();
        for (long done = 0; done < size; ) {
            int wanted = (int) Math.min(buffer.length, size - done);
            int count = call.request().read(buffer, wanted);
            ticket.checkNotCanceled();
            ticket.image().write(buffer, count, offset + done);
            ticket.moved(count);
            done += count;
            if (count < wanted) {
                throw HttpError.badRequest(
                        "Requested " + size + " bytes, available " + done + " bytes");
            }
        }
    }

    private static void patch(Call call, String ticketId) throws HttpError, IOException {
        Call.requireTicketId(ticketId);
        PatchMessage message = PatchMessage.read(call.request());
        InstalledTicket ticket = call.authorize(ticketId, Operation.WRITE);
        if (message.zero()) {
            requireAllowed(ticket, message.offset(), message.size());
            zero(ticket, message.offset(), message.size());
        }
        if (message.flush()) {
            ticket.image().flush();
        }
        ticket.touch();
    }

    private static void zero(InstalledTicket ticket, long offset, long size) throws HttpError {
        for (long done = 0; done < size; ) {
            long count = ticket.image().zero(offset + done, size - done, ticket.ticket().sparse());
            ticket.moved(count);
            done += count;
            ticket.checkNotCanceled();
        }
    }

    private static void requireAllowed(InstalledTicket ticket, long offset, long size)
            throws HttpError {
        long limit = ticket.ticket().size();
        if (offset > limit || size > limit - offset) {
            throw HttpError.outOfRange("Requested range out of allowed range", limit);
        }
    }

    private static void requireAvailable(Range range, long available) throws HttpError {
        if (range.end() > available) {
            throw HttpError.outOfRange(
                    "Requested more bytes than available: " + range.end() + " > " + available,
                    available);
        }
    }
}
