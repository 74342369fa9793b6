// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.relay;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ovirt.imageio.proxy.daemon.ResponseHead;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemException;

/**
 * What the daemon must answer to a download, and what the client is told about it.
 *
 * <p>An answer that has another range than the one asked for would put bytes in the wrong place of
 * the client's file, so it is refused.
 */
public final class Expectation {
    private static final String CONTENT_RANGE = "Content-Range";
    private static final Pattern RANGE =
            Pattern.compile("bytes (\\d{1,19})-(\\d{1,19})/(\\d{1,19}|\\*)");

    private enum Kind {
        WHOLE_IMAGE,
        RANGE,
        DOCUMENT
    }

    private final Kind kind;
    private final long offset;
    private final long minLength;
    private final long maxLength;
    private final Map<String, String> headers;

    private Expectation(
            Kind kind, long offset, long minLength, long maxLength, Map<String, String> headers) {
        this.kind = kind;
        this.offset = offset;
        this.minLength = minLength;
        this.maxLength = maxLength;
        this.headers = headers;
    }

    /**
     * Expects a whole image, which may be smaller than its ticket allows.
     *
     * @param maxLength bytes that the ticket allows
     * @param headers header fields for the client
     */
    public static Expectation wholeImage(long maxLength, Map<String, String> headers) {
        return new Expectation(Kind.WHOLE_IMAGE, 0, 0, maxLength, headers);
    }

    /**
     * Expects a range of an image.
     *
     * @param offset first byte of the range
     * @param minLength least bytes of the range
     * @param maxLength most bytes of the range
     * @param headers header fields for the client besides {@code Content-Range}
     */
    public static Expectation range(
            long offset, long minLength, long maxLength, Map<String, String> headers) {
        return new Expectation(Kind.RANGE, offset, minLength, maxLength, headers);
    }

    /**
     * Expects something that the daemon works out, which may take long.
     *
     * @param headers header fields for the client
     */
    public static Expectation document(Map<String, String> headers) {
        return new Expectation(Kind.DOCUMENT, 0, 0, Long.MAX_VALUE, headers);
    }

    long offset() {
        return offset;
    }

    /** Returns whether the body is bytes of the image. */
    boolean isImage() {
        return kind != Kind.DOCUMENT;
    }

    Waiting waiting() {
        return isImage() ? Waiting.DAEMON : Waiting.OPERATION;
    }

    /**
     * Checks an answer and returns the header fields for the client.
     *
     * @throws ProblemException {@link Problem#DAEMON_PROTOCOL} if it is not the expected one
     */
    Map<String, String> check(ResponseHead head) {
        String range = head.header("content-range").orElse("");
        boolean asAsked =
                head.contentLength() >= minLength
                        && head.contentLength() <= maxLength
                        && (kind == Kind.RANGE
                                ? head.status() == 206 && isAsked(range, head.contentLength())
                                : head.status() == 200 && range.isEmpty());
        if (!asAsked) {
            throw new ProblemException(
                    Problem.DAEMON_PROTOCOL,
                    "The image daemon's answer is not the one that was asked for"
                            + " (daemon-protocol). Check the daemon's log on the host.");
        }
        if (kind != Kind.RANGE) {
            return headers;
        }
        Map<String, String> withRange = new LinkedHashMap<>(headers);
        withRange.put(CONTENT_RANGE, range);
        return withRange;
    }

    private boolean isAsked(String range, long length) {
        Matcher matcher = RANGE.matcher(range);
        return matcher.matches()
                && matcher.group(1).equals(Long.toString(offset))
                && matcher.group(2).equals(Long.toString(offset + length - 1))
                && isWithin(matcher.group(3), offset + length);
    }

    private static boolean isWithin(String complete, long end) {
        return complete.equals("*")
                || new BigInteger(complete).compareTo(BigInteger.valueOf(end)) >= 0;
    }
}
