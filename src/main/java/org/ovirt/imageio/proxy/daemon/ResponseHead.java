// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.daemon;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemException;

/**
 * The head of a daemon's answer, parsed without tolerance (RFC 9112).
 *
 * <p>Only answers framed by {@code Content-Length} are taken. A transfer coding, an interim answer,
 * a repeated length, an obsolete line folding or a stray control character are refused: what cannot
 * be read in exactly one way could let one image's bytes pass for another's.
 *
 * @param status 200 to 599
 * @param contentLength length of the body in bytes
 * @param persistent whether the daemon takes another request on the connection
 * @param headers all header fields by lower-case name; repeated ones joined as RFC 9110, section
 *     5.3, says, so that a repeated length or range is no number or range
 */
public record ResponseHead(
        int status, long contentLength, boolean persistent, Map<String, String> headers) {
    /** The most bytes a head may have. */
    static final int MAX_SIZE = 16 * 1024;

    private static final int MAX_FIELDS = 100;

    /** Returns a header field by lower-case name. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /**
     * Returns the length of a head at the start of some bytes, with its empty line.
     *
     * @return the length, or -1 if the empty line is not there yet
     */
    static int end(byte[] bytes, int length) {
        for (int i = 3; i < length; i++) {
            if (bytes[i] == '\n'
                    && bytes[i - 1] == '\r'
                    && bytes[i - 2] == '\n'
                    && bytes[i - 3] == '\r') {
                return i + 1;
            }
        }
        return -1;
    }

    /**
     * Parses a head.
     *
     * @param bytes the head with its empty line
     * @param length how many of the bytes it has
     * @throws ProblemException {@link Problem#DAEMON_PROTOCOL} if anything in it is not as it must
     *     be
     */
    static ResponseHead parse(byte[] bytes, int length) {
        String head = new String(bytes, 0, length - 4, StandardCharsets.ISO_8859_1);
        String[] lines = head.split("\r\n", -1);
        if (lines.length > MAX_FIELDS) {
            throw broken("too many header fields");
        }
        int status = status(lines[0]);
        Map<String, String> headers = new HashMap<>();
        for (int i = 1; i < lines.length; i++) {
            addField(lines[i], headers);
        }
        return new ResponseHead(
                status, contentLength(status, headers), persistent(headers), Map.copyOf(headers));
    }

    private static int status(String line) {
        boolean wellFormed =
                line.length() >= 12
                        && line.startsWith("HTTP/1.1 ")
                        && (line.length() == 12 || line.charAt(12) == ' ')
                        && line.chars().allMatch(ResponseHead::isText);
        if (!wellFormed) {
            throw broken("malformed status line");
        }
        int status = 0;
        for (int i = 9; i < 12; i++) {
            int digit = line.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                throw broken("malformed status");
            }
            status = status * 10 + digit;
        }
        if (status < 200 || status > 599) {
            throw broken("unexpected status");
        }
        return status;
    }

    private static void addField(String line, Map<String, String> headers) {
        int colon = line.indexOf(':');
        if (colon < 1
                || !line.chars().limit(colon).allMatch(ResponseHead::isToken)
                || !line.chars().skip(colon + 1L).allMatch(ResponseHead::isText)) {
            throw broken("malformed header field");
        }
        String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
        String value = line.substring(colon + 1).strip();
        headers.merge(name, value, (before, next) -> before + ", " + next);
    }

    private static long contentLength(int status, Map<String, String> headers) {
        if (headers.containsKey("transfer-encoding")) {
            throw broken("Transfer-Encoding");
        }
        String text = headers.get("content-length");
        if (status == 204) {
            if (text != null && !text.equals("0")) {
                throw broken("204 with a body");
            }
            return 0;
        }
        if (text == null || text.isEmpty() || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw broken("missing or malformed Content-Length");
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw broken("Content-Length too large");
        }
    }

    private static boolean persistent(Map<String, String> headers) {
        return !headers.getOrDefault("connection", "").toLowerCase(Locale.ROOT).contains("close");
    }

    private static boolean isToken(int c) {
        return (c >= '0' && c <= '9')
                || (c >= 'A' && c <= 'Z')
                || (c >= 'a' && c <= 'z')
                || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
    }

    private static boolean isText(int c) {
        return c == '\t' || (c >= ' ' && c != 0x7f);
    }

    private static ProblemException broken(String what) {
        return new ProblemException(
                Problem.DAEMON_PROTOCOL,
                "The image daemon's answer cannot be trusted ("
                        + what
                        + "). Retry; if it happens"
                        + " again, check the daemon's log on the host.");
    }
}
