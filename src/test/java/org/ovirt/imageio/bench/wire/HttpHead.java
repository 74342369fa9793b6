// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.bench.wire;

import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The head of an HTTP/1.1 request or response, in the little of the language that the benchmark
 * speaks.
 *
 * @param startLine the request line or the status line
 * @param fields by lower-case name
 */
public record HttpHead(String startLine, Map<String, String> fields) {
    private static final int MAX_BYTES = 8192;
    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.1 [1-5]\\d\\d( .*)?");
    private static final Pattern LENGTH = Pattern.compile("\\d{1,18}");

    /** Copies the fields. */
    public HttpHead {
        fields = Map.copyOf(fields);
    }

    /**
     * Waits for the next head on a connection.
     *
     * @return the head, or nothing if the peer closed the connection before its first byte
     * @throws IOException if the connection breaks or what arrives is no head
     */
    public static Optional<HttpHead> read(TlsConnection connection) throws IOException {
        for (; ; ) {
            Optional<HttpHead> head = take(connection.received());
            if (head.isPresent()) {
                return head;
            }
            if (!connection.receive()) {
                if (connection.received().hasRemaining()) {
                    throw new EOFException("the connection ended inside a head");
                }
                return Optional.empty();
            }
        }
    }

    /** Takes a head out of a heap buffer if it is there as a whole. */
    static Optional<HttpHead> take(ByteBuffer buffer) throws ProtocolException {
        int end = endOfHead(buffer);
        if (end < 0) {
            if (buffer.remaining() > MAX_BYTES) {
                throw new ProtocolException("a head of more than " + MAX_BYTES + " bytes");
            }
            return Optional.empty();
        }
        byte[] bytes = new byte[end - buffer.position()];
        buffer.get(bytes);
        return Optional.of(parse(new String(bytes, StandardCharsets.ISO_8859_1)));
    }

    private static int endOfHead(ByteBuffer buffer) {
        for (int i = buffer.position() + 3; i < buffer.limit(); i++) {
            if (buffer.get(i) == '\n' && buffer.get(i - 2) == '\n' && buffer.get(i - 1) == '\r') {
                return i + 1;
            }
        }
        return -1;
    }

    private static HttpHead parse(String head) throws ProtocolException {
        int lineEnd = head.indexOf("\r\n");
        String startLine = head.substring(0, lineEnd);
        Map<String, String> fields = new HashMap<>();
        int at = lineEnd + 2;
        for (int end = head.indexOf("\r\n", at); end > at; end = head.indexOf("\r\n", at)) {
            int colon = head.indexOf(':', at);
            if (colon < 0 || colon > end) {
                throw new ProtocolException("no field: " + head.substring(at, end));
            }
            fields.put(
                    head.substring(at, colon).toLowerCase(Locale.ROOT),
                    head.substring(colon + 1, end).strip());
            at = end + 2;
        }
        return new HttpHead(startLine, fields);
    }

    /**
     * The status of a response.
     *
     * @throws ProtocolException if this is no response
     */
    public int status() throws ProtocolException {
        if (!STATUS_LINE.matcher(startLine).matches()) {
            throw new ProtocolException("no status line: " + startLine);
        }
        return Integer.parseInt(startLine.substring(9, 12));
    }

    /** A field's value, by lower-case name. */
    public Optional<String> field(String name) {
        return Optional.ofNullable(fields.get(name));
    }

    /**
     * The length of the body in bytes, 0 if none is announced.
     *
     * @throws ProtocolException if the body's length is not announced by {@code Content-Length}
     */
    public long contentLength() throws ProtocolException {
        if (fields.containsKey("transfer-encoding")) {
            throw new ProtocolException("a body of unknown length after: " + startLine);
        }
        String value = fields.getOrDefault("content-length", "0");
        if (!LENGTH.matcher(value).matches()) {
            throw new ProtocolException("unexpected Content-Length: " + value);
        }
        return Long.parseLong(value);
    }
}
