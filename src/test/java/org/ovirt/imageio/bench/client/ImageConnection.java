// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.bench.client;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.ovirt.imageio.bench.wire.BenchImage;
import org.ovirt.imageio.bench.wire.HttpHead;
import org.ovirt.imageio.bench.wire.ImagePattern;
import org.ovirt.imageio.bench.wire.Span;
import org.ovirt.imageio.bench.wire.TlsConnection;
import org.ovirt.imageio.bench.wire.TlsEngines;

/**
 * A kept-alive connection to a relay that reads and writes the image and checks every byte and
 * status. Any failure is an {@link IOException} and the end of the connection.
 */
final class ImageConnection implements Closeable {
    private final TlsConnection connection;
    private final ImagePattern pattern;

    private ImageConnection(TlsConnection connection, ImagePattern pattern) {
        this.connection = connection;
        this.pattern = pattern;
    }

    /**
     * @param capacity bytes to read or write with one system call
     */
    static ImageConnection open(
            TlsEngines engines, ImagePattern pattern, InetSocketAddress relay, int capacity)
            throws IOException {
        return new ImageConnection(TlsConnection.connect(engines, relay, capacity), pattern);
    }

    /** Downloads a span and checks it. */
    void get(Span span) throws IOException {
        startGet(BenchImage.TICKET, span);
        long at = span.start();
        while (at < span.end()) {
            ByteBuffer received = connection.received();
            if (!received.hasRemaining() && !connection.receive()) {
                throw new EOFException("a download ended at " + at + " of " + span);
            }
            int length = (int) Math.min(received.remaining(), span.end() - at);
            pattern.check(at, received, length);
            at += length;
        }
    }

    /** Asks for a span and waits for the head of the answer, not for its body. */
    void startGet(String ticket, Span span) throws IOException {
        send("GET " + BenchImage.path(ticket), "Range: " + span.range());
        HttpHead head = readHead();
        if (head.status() != 206 || head.contentLength() != span.length()) {
            throw unexpected(head);
        }
        String range = head.field("content-range").orElse("none");
        if (!Span.parse(range).equals(span)) {
            throw new IOException("asked for " + span + ", got Content-Range " + range);
        }
    }

    /** Uploads a span that will stall, see {@link #put}. */
    void putStalled(Span span) throws IOException {
        connection.limitUnsent(BenchImage.STALLED_UNSENT);
        put(BenchImage.STALLED_TICKET, span);
    }

    /** Uploads a span and waits for the answer. */
    void put(String ticket, Span span) throws IOException {
        send(
                "PUT " + BenchImage.path(ticket) + "?flush=n",
                "Content-Range: "
                        + span.contentRange("*")
                        + "\r\nContent-Length: "
                        + span.length());
        try {
            sendBody(span);
        } catch (IOException e) {
            throw early(e);
        }
        HttpHead head = readHead();
        if (head.status() != 200) {
            throw unexpected(head);
        }
        skip(head.contentLength());
    }

    private void sendBody(Span span) throws IOException {
        for (long at = span.start(); at < span.end(); at += ImagePattern.PIECE) {
            int length = (int) Math.min(ImagePattern.PIECE, span.end() - at);
            connection.send(pattern.at(at, length));
        }
    }

    /** What the relay said before it stopped reading tells more than a broken pipe. */
    private IOException early(IOException broken) {
        try {
            return unexpected(readHead());
        } catch (IOException e) {
            broken.addSuppressed(e);
            return broken;
        }
    }

    private void send(String methodAndTarget, String fields) throws IOException {
        String head =
                methodAndTarget
                        + " HTTP/1.1\r\nHost: "
                        + TlsEngines.SERVER_NAME
                        + "\r\n"
                        + fields
                        + "\r\n\r\n";
        connection.send(ByteBuffer.wrap(head.getBytes(StandardCharsets.ISO_8859_1)));
    }

    private HttpHead readHead() throws IOException {
        Optional<HttpHead> head = HttpHead.read(connection);
        return head.orElseThrow(() -> new EOFException("closed without an answer"));
    }

    private void skip(long length) throws IOException {
        long left = length;
        while (left > 0) {
            ByteBuffer received = connection.received();
            if (!received.hasRemaining() && !connection.receive()) {
                throw new EOFException("the body of an answer is short");
            }
            int taken = (int) Math.min(received.remaining(), left);
            received.position(received.position() + taken);
            left -= taken;
        }
    }

    private static IOException unexpected(HttpHead head) {
        return new IOException("unexpected answer: " + head.startLine() + " " + head.fields());
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
