// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.bench.wire;

import java.net.ProtocolException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A run of bytes of the image.
 *
 * @param start offset of the first byte
 * @param length in bytes, more than 0
 */
public record Span(long start, long length) {
    private static final Pattern SYNTAX = Pattern.compile("bytes[= ](\\d{1,18})-(\\d{1,18})(/.*)?");

    /** Checks the fields. */
    public Span {
        if (start < 0 || length <= 0) {
            throw new IllegalArgumentException("no span: start " + start + ", length " + length);
        }
    }

    /**
     * Parses the value of {@code Range} or {@code Content-Range}.
     *
     * @throws ProtocolException if it does not have both ends, in order
     */
    public static Span parse(String value) throws ProtocolException {
        Matcher matcher = SYNTAX.matcher(value);
        if (!matcher.matches()) {
            throw new ProtocolException("unexpected range: " + value);
        }
        long first = Long.parseLong(matcher.group(1));
        long last = Long.parseLong(matcher.group(2));
        if (last < first) {
            throw new ProtocolException("the range ends before it starts: " + value);
        }
        return new Span(first, last - first + 1);
    }

    /** The value of a request's {@code Range}. */
    public String range() {
        return "bytes=" + start + "-" + (end() - 1);
    }

    /**
     * The value of {@code Content-Range}.
     *
     * @param total the image's size, or {@code *}
     */
    public String contentRange(String total) {
        return "bytes " + start + "-" + (end() - 1) + "/" + total;
    }

    /** The offset after the last byte. */
    public long end() {
        return start + length;
    }
}
