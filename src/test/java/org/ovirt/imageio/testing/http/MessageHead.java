// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.http;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The head of an HTTP/1.1 request or response: everything up to the empty line.
 *
 * @param startLine the request line or status line, without its line end
 * @param headers the header fields; several fields of one name keep their order
 * @param text the head as it was on the wire, one character per byte (ISO 8859-1), with the empty
 *     line
 */
public record MessageHead(String startLine, HttpHeaders headers, String text) {

    /** Longest head that {@link #read(InputStream)} takes, in bytes. */
    public static final int LIMIT = 256 * 1024;

    private static final String END = "\r\n\r\n";

    /**
     * Reads one head and leaves the stream at the first byte after it.
     *
     * @return the head, or null when the stream ended before its first byte
     * @throws EOFException when the stream ended inside the head
     * @throws ProtocolException when the head is longer than {@link #LIMIT} or malformed
     */
    public static @Nullable MessageHead read(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int matched = 0;
        while (matched < END.length()) {
            int next = in.read();
            if (next < 0) {
                if (bytes.size() == 0) {
                    return null;
                }
                throw new EOFException("The stream ended inside a message head");
            }
            if (bytes.size() == LIMIT) {
                throw new ProtocolException("A message head is longer than " + LIMIT + " bytes");
            }
            bytes.write(next);
            if (next == END.charAt(matched)) {
                matched++;
            } else {
                matched = next == END.charAt(0) ? 1 : 0;
            }
        }
        return parse(bytes.toString(StandardCharsets.ISO_8859_1));
    }

    private static MessageHead parse(String text) throws ProtocolException {
        List<String> lines = List.of(text.substring(0, text.length() - END.length()).split("\r\n"));
        Map<String, List<String>> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line : lines.subList(1, lines.size())) {
            int colon = line.indexOf(':');
            if (colon <= 0 || line.charAt(0) == ' ' || line.charAt(0) == '\t') {
                throw new ProtocolException("Not a header field: " + line);
            }
            fields.computeIfAbsent(line.substring(0, colon), name -> new ArrayList<>())
                    .add(line.substring(colon + 1).strip());
        }
        return new MessageHead(lines.get(0), HttpHeaders.of(fields, (name, value) -> true), text);
    }
}
