// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.daemon;

import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.ovirt.imageio.testing.http.MessageHead;

/** One request: its head, and its body as far as it was read. */
final class Request {

    private static final int LONGEST_REQUEST_LINE = 4096;

    private final String method;
    private final String target;
    private final String path;
    private final Map<String, String> query;
    private final String version;
    private final HttpHeaders headers;
    private final InputStream in;
    private final OptionalLong contentLength;
    private long unread;

    private Request(
            String method, String target, String version, HttpHeaders headers, InputStream in)
            throws HttpError {
        int mark = target.indexOf('?');
        this.method = method;
        this.target = target;
        this.path = decode((mark < 0 ? target : target.substring(0, mark)).replace("+", "%2B"));
        this.query = mark < 0 ? Map.of() : parseQuery(target.substring(mark + 1));
        this.version = version;
        this.headers = headers;
        this.in = in;
        this.contentLength = parseContentLength(headers);
        this.unread = contentLength.orElse(0);
    }

    static Request of(MessageHead head, InputStream in) throws HttpError {
        if (head.startLine().length() + 2 > LONGEST_REQUEST_LINE) {
            throw HttpError.malformed(414, "Request-URI Too Long");
        }
        List<String> words = List.of(head.startLine().split(" ", -1));
        if (words.size() != 3 || !words.get(2).matches("HTTP/1\\.[01]")) {
            throw HttpError.malformed(400, "Bad request syntax ('" + head.startLine() + "')");
        }
        if (head.headers().firstValue("transfer-encoding").isPresent()) {
            throw HttpError.malformed(400, "Transfer-Encoding is not supported");
        }
        return new Request(words.get(0), words.get(1), words.get(2), head.headers(), in);
    }

    String method() {
        return method;
    }

    /** As it was sent. */
    String target() {
        return target;
    }

    /** Decoded, without the query. */
    String path() {
        return path;
    }

    /** Decoded; the last of several values of one key wins. */
    Map<String, String> query() {
        return query;
    }

    HttpHeaders headers() {
        return headers;
    }

    OptionalLong contentLength() {
        return contentLength;
    }

    boolean expectsContinue() {
        return headers.firstValue("expect").filter("100-continue"::equalsIgnoreCase).isPresent();
    }

    boolean keepsAlive() {
        String connection = headers.firstValue("connection").orElse("");
        return version.equals("HTTP/1.0")
                ? connection.equalsIgnoreCase("keep-alive")
                : !connection.equalsIgnoreCase("close");
    }

    /** Bytes of the body that nobody has read yet. */
    long unread() {
        return unread;
    }

    /**
     * Fills the start of a buffer with bytes of the body.
     *
     * @return how many; fewer than asked for only when the body or the connection ended
     */
    int read(byte[] buffer, int length) throws IOException {
        int count = in.readNBytes(buffer, 0, (int) Math.min(length, unread));
        unread -= count;
        return count;
    }

    private static OptionalLong parseContentLength(HttpHeaders headers) throws HttpError {
        List<String> values = headers.allValues("content-length");
        if (values.isEmpty()) {
            return OptionalLong.empty();
        }
        String value = values.get(0);
        if (values.size() > 1 || !value.matches("-?\\d+")) {
            throw HttpError.malformed(400, "Invalid Content-Length: '" + value + "'");
        }
        if (value.startsWith("-")) {
            throw HttpError.malformed(400, "Negative Content-Length: " + value);
        }
        return OptionalLong.of(Digits.toLong(value));
    }

    private static Map<String, String> parseQuery(String text) {
        Map<String, String> query = new HashMap<>();
        for (String pair : List.of(text.split("&", -1))) {
            int equals = pair.indexOf('=');
            if (!pair.isEmpty()) {
                query.put(
                        decode(equals < 0 ? pair : pair.substring(0, equals)),
                        equals < 0 ? "" : decode(pair.substring(equals + 1)));
            }
        }
        return Collections.unmodifiableMap(query);
    }

    /** Leaves what is not a valid escape as it is. */
    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }
}
