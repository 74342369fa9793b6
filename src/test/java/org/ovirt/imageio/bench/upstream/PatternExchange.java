// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.bench.upstream;

import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.ovirt.imageio.bench.wire.BenchImage;
import org.ovirt.imageio.bench.wire.HttpHead;
import org.ovirt.imageio.bench.wire.ImagePattern;
import org.ovirt.imageio.bench.wire.PatternMismatchException;
import org.ovirt.imageio.bench.wire.Span;
import org.ovirt.imageio.bench.wire.TlsConnection;

/** Answers the requests of one connection, one after the other. */
final class PatternExchange {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final TlsConnection connection;
    private final ImagePattern pattern;
    private final Stall stall;

    PatternExchange(TlsConnection connection, ImagePattern pattern, Stall stall) {
        this.connection = connection;
        this.pattern = pattern;
        this.stall = stall;
    }

    /** Returns when the relay closes the connection or has done something wrong. */
    void serveAll() throws IOException, InterruptedException {
        for (; ; ) {
            Optional<HttpHead> request = HttpHead.read(connection);
            if (request.isEmpty() || !serve(request.get())) {
                return;
            }
        }
    }

    /** Returns whether another request may follow. */
    private boolean serve(HttpHead request) throws IOException, InterruptedException {
        if (isStalled(request)) {
            connection.limitUnsent(BenchImage.STALLED_UNSENT);
        }
        String method = request.startLine().substring(0, request.startLine().indexOf(' '));
        switch (method) {
            case "GET" -> get(request);
            case "PUT" -> {
                return put(request);
            }
            case "OPTIONS" -> options();
            default -> {
                answer("405 Method Not Allowed", "Connection: close\r\n", 0, NOTHING);
                return false;
            }
        }
        return true;
    }

    private void options() throws IOException {
        byte[] features =
                """
                {"unix_socket": null, "features": ["extents"], "max_readers": 8, "max_writers": 8}
                """
                        .getBytes(StandardCharsets.US_ASCII);
        answer("200 OK", "Allow: OPTIONS,GET,PUT\r\n", features.length, ByteBuffer.wrap(features));
    }

    private void get(HttpHead request) throws IOException {
        Optional<String> range = request.field("range");
        Span span = range.isPresent() ? Span.parse(range.get()) : new Span(0, BenchImage.SIZE);
        String status = range.isPresent() ? "206 Partial Content" : "200 OK";
        String fields =
                range.isPresent()
                        ? "Content-Range: "
                                + span.contentRange(Long.toString(BenchImage.SIZE))
                                + "\r\n"
                        : "";
        int first = piece(span, span.start());
        answer(status, fields, span.length(), pattern.at(span.start(), first));
        for (long at = span.start() + first; at < span.end(); at += ImagePattern.PIECE) {
            connection.send(pattern.at(at, piece(span, at)));
        }
    }

    private static int piece(Span span, long at) {
        return (int) Math.min(ImagePattern.PIECE, span.end() - at);
    }

    private boolean put(HttpHead request) throws IOException, InterruptedException {
        if (isStalled(request)) {
            stall.await();
            return false;
        }
        try {
            check(uploaded(request));
        } catch (PatternMismatchException e) {
            System.err.println(e);
            byte[] reason = e.toString().getBytes(StandardCharsets.US_ASCII);
            answer(
                    "500 Internal Server Error",
                    "Connection: close\r\n",
                    reason.length,
                    ByteBuffer.wrap(reason));
            return false;
        }
        answer("200 OK", "", 0, NOTHING);
        return true;
    }

    private static boolean isStalled(HttpHead request) {
        return request.startLine().contains(BenchImage.STALLED_TICKET);
    }

    private static Span uploaded(HttpHead request) throws ProtocolException {
        long length = request.contentLength();
        Optional<String> range = request.field("content-range");
        Span span = range.isPresent() ? Span.parse(range.get()) : new Span(0, length);
        if (span.length() != length) {
            throw new ProtocolException("Content-Length " + length + " for " + span);
        }
        return span;
    }

    private void check(Span span) throws IOException {
        long at = span.start();
        while (at < span.end()) {
            ByteBuffer received = connection.received();
            if (!received.hasRemaining() && !connection.receive()) {
                throw new EOFException("an upload ended at " + at + " of " + span);
            }
            int length = (int) Math.min(received.remaining(), span.end() - at);
            pattern.check(at, received, length);
            at += length;
        }
    }

    private void answer(String status, String fields, long length, ByteBuffer body)
            throws IOException {
        String head =
                "HTTP/1.1 " + status + "\r\n" + fields + "Content-Length: " + length + "\r\n\r\n";
        connection.send(ByteBuffer.wrap(head.getBytes(StandardCharsets.US_ASCII)), body);
    }
}
