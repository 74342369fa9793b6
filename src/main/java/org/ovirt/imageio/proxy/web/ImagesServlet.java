// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.web;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ovirt.imageio.proxy.daemon.DaemonRequest;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemException;
import org.ovirt.imageio.proxy.relay.Expectation;
import org.ovirt.imageio.proxy.relay.RelayRequest;
import org.ovirt.imageio.proxy.relay.Relays;
import org.ovirt.imageio.proxy.ticket.Journals;
import org.ovirt.imageio.proxy.ticket.Operation;
import org.ovirt.imageio.proxy.ticket.Span;
import org.ovirt.imageio.proxy.ticket.Ticket;
import org.ovirt.imageio.proxy.web.ImageAuthorizer.Allowed;

/**
 * Serves {@code /images/}: checks a request on its worker thread and hands it to a relay.
 *
 * <p>Everything that can be refused is refused before a connection to a daemon is opened.
 */
public final class ImagesServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final String OCTETS = "application/octet-stream";
    private static final String JSON = "application/json";

    private final transient ImageAuthorizer authorizer;
    private final transient Relays relays;
    private final transient Journals journals;
    private final transient Refusals refusals;

    ImagesServlet(ImageAuthorizer authorizer, Relays relays, Journals journals, Refusals refusals) {
        this.authorizer = authorizer;
        this.relays = relays;
        this.journals = journals;
        this.refusals = refusals;
    }

    @Override
    protected void service(HttpServletRequest http, HttpServletResponse response)
            throws IOException {
        try {
            ImagePath path = ImagePath.parse(http.getRequestURI());
            ImageQuery query = ImageQuery.parse(http.getQueryString());
            switch (path.part()) {
                case BYTES -> serveImage(http, path, query);
                case EXTENTS, CHECKSUM, ALGORITHMS -> serveDocument(http, path, query);
                case RANGES -> serveRanges(http, path, query);
            }
        } catch (ProblemException e) {
            refusals.refuse(http, e);
        }
    }

    private void serveImage(HttpServletRequest http, ImagePath path, ImageQuery query)
            throws IOException {
        switch (http.getMethod()) {
            case "OPTIONS" -> options(http, path, query);
            case "GET", "HEAD" -> get(http, path, query);
            case "PUT" -> put(http, path, query);
            case "PATCH" -> patch(http, path, query);
            default -> throw Refusals.methodNotAllowed();
        }
    }

    private void options(HttpServletRequest http, ImagePath path, ImageQuery query)
            throws IOException {
        requireNoBody(http);
        if (path.isAllImages()) {
            relays.answer(http, 0, ImageOptions.ofAllImages());
            return;
        }
        Allowed allowed = authorizer.authorize(http, query, path.ticket(), Operation.READ);
        Ticket ticket = allowed.ticket();
        relays.inquire(
                http,
                relayRequest(allowed, "OPTIONS", query),
                new DaemonRequest("OPTIONS", ticket.daemon().path(), Map.of()),
                new ImageOptions(ticket)::translate);
    }

    private void get(HttpServletRequest http, ImagePath path, ImageQuery query) throws IOException {
        requireNoBody(http);
        String rangeField = http.getHeader("Range");
        ByteRange asked = rangeField == null ? null : ByteRange.parse(rangeField);
        Allowed allowed = authorizer.authorize(http, query, path.ticket(), Operation.READ);
        Ticket ticket = allowed.ticket();
        Map<String, String> forDaemon = new LinkedHashMap<>();
        Map<String, String> forClient = new LinkedHashMap<>();
        forClient.put("Content-Type", OCTETS);
        forClient.put("Content-Disposition", Disposition.attachment(ticket.filename()));
        Expectation expectation;
        if (asked == null) {
            expectation = Expectation.wholeImage(ticket.size(), forClient);
        } else {
            ByteRange range = asked.within(ticket.size());
            forDaemon.put("Range", range.field());
            long most = range.last().orElse(ticket.size() - 1) - range.first() + 1;
            long least = range.last().isPresent() ? most : 1;
            expectation = Expectation.range(range.first(), least, most, forClient);
        }
        relays.download(
                http,
                relayRequest(allowed, "READ", query),
                new DaemonRequest("GET", target(ticket, path, closing(query)), forDaemon),
                expectation,
                http.getMethod().equals("HEAD"));
    }

    private void put(HttpServletRequest http, ImagePath path, ImageQuery query) throws IOException {
        long length = http.getContentLengthLong();
        if (length < 0) {
            throw new ProblemException(Problem.BAD_REQUEST, "Content-Length header is required.");
        }
        String rangeField = http.getHeader("Content-Range");
        long offset = rangeField == null ? 0 : ContentRange.parse(rangeField, length).first();
        Map<String, String> parameters = new LinkedHashMap<>();
        query.oneOf("flush", List.of("y", "n")).ifPresent(flush -> parameters.put("flush", flush));
        parameters.putAll(closing(query));
        Allowed allowed = authorizer.authorize(http, query, path.ticket(), Operation.WRITE);
        if (rangeField == null && allowed.offsetRequired()) {
            throw new ProblemException(Problem.BAD_REQUEST, "Content-Range header is required.");
        }
        Ticket ticket = allowed.ticket();
        if (offset > ticket.size() || length > ticket.size() - offset) {
            throw ProblemException.outOfRange(
                    ticket.size(),
                    "The range to write is outside of the image; it has %d bytes."
                            .formatted(ticket.size()));
        }
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Length", Long.toString(length));
        headers.put("Content-Type", OCTETS);
        if (rangeField != null && length > 0) {
            headers.put("Content-Range", "bytes %d-%d/*".formatted(offset, offset + length - 1));
        }
        relays.upload(
                http,
                relayRequest(allowed, "WRITE", query),
                new DaemonRequest("PUT", target(ticket, path, parameters), headers),
                Span.of(offset, length),
                // As daemons understand it.
                !"n".equals(parameters.get("flush")));
    }

    private void patch(HttpServletRequest http, ImagePath path, ImageQuery query)
            throws IOException {
        long length = http.getContentLengthLong();
        if (length <= 0) {
            throw new ProblemException(Problem.BAD_REQUEST, "Content-Length header is required.");
        }
        if (length > CommandParser.MAX_LENGTH) {
            throw new ProblemException(
                    Problem.TOO_LARGE, "Invalid JSON message: it is longer than any command.");
        }
        Allowed allowed = authorizer.authorize(http, query, path.ticket(), Operation.WRITE);
        relays.command(
                http,
                relayRequest(allowed, "PATCH", query),
                (int) length,
                new CommandParser(allowed.ticket())::parse);
    }

    private void serveDocument(HttpServletRequest http, ImagePath path, ImageQuery query)
            throws IOException {
        requireToRead(http);
        Map<String, String> parameters = documentParameters(path, query);
        Allowed allowed = authorizer.authorize(http, query, path.ticket(), Operation.READ);
        Ticket ticket = allowed.ticket();
        if ("dirty".equals(parameters.get("context")) && !ticket.dirty()) {
            throw new ProblemException(
                    Problem.NOT_FOUND, "The ticket does not support dirty extents.");
        }
        relays.download(
                http,
                relayRequest(allowed, path.part().name(), query),
                new DaemonRequest("GET", target(ticket, path, parameters), Map.of()),
                Expectation.document(Map.of("Content-Type", JSON)),
                http.getMethod().equals("HEAD"));
    }

    /**
     * Tells what was written, to whoever may do anything with the image: a client that can write
     * may be gone, and who only reads learns no byte of it.
     */
    private void serveRanges(HttpServletRequest http, ImagePath path, ImageQuery query)
            throws IOException {
        requireToRead(http);
        Ticket ticket = authorizer.authorize(http, query, path.ticket(), Operation.READ).ticket();
        relays.answer(
                http,
                journals.view(ticket.id())
                        .thenApply(view -> WrittenRanges.answer(view, ticket.size())));
    }

    private static void requireToRead(HttpServletRequest http) {
        if (!http.getMethod().equals("GET") && !http.getMethod().equals("HEAD")) {
            throw Refusals.methodNotAllowed();
        }
        requireNoBody(http);
    }

    private static Map<String, String> documentParameters(ImagePath path, ImageQuery query) {
        Map<String, String> parameters = new LinkedHashMap<>();
        switch (path.part()) {
            case EXTENTS ->
                    query.oneOf("context", List.of("zero", "dirty"))
                            .ifPresent(value -> parameters.put("context", value));
            case CHECKSUM -> {
                query.name("algorithm").ifPresent(value -> parameters.put("algorithm", value));
                query.number("block_size").ifPresent(value -> parameters.put("block_size", value));
            }
            case ALGORITHMS, BYTES, RANGES -> {}
        }
        return parameters;
    }

    private static RelayRequest relayRequest(Allowed allowed, String action, ImageQuery query) {
        return new RelayRequest(
                allowed.transfer(),
                allowed.proof(),
                allowed.ticket(),
                allowed.route(),
                action,
                query.close());
    }

    private static Map<String, String> closing(ImageQuery query) {
        return query.close() ? Map.of("close", "y") : Map.of();
    }

    /** All values have been checked to be plain. */
    private static String target(Ticket ticket, ImagePath path, Map<String, String> parameters) {
        StringBuilder target = new StringBuilder(ticket.daemon().path());
        target.append(path.part().suffix());
        char separator = '?';
        for (Map.Entry<String, String> parameter : parameters.entrySet()) {
            target.append(separator).append(parameter.getKey()).append('=');
            target.append(parameter.getValue());
            separator = '&';
        }
        return target.toString();
    }

    private static void requireNoBody(HttpServletRequest http) {
        if (http.getContentLengthLong() > 0) {
            throw new ProblemException(
                    Problem.BAD_REQUEST, "A " + http.getMethod() + " has no body.");
        }
    }
}
