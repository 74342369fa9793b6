// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.web;

import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemException;

/**
 * A {@code Range} of a request (RFC 9110, section 14.2): one range of bytes with a first byte.
 *
 * <p>As in ovirt-imageio 2.x, several ranges, suffixes and anything malformed are refused with 416;
 * a range that were ignored would give a client other bytes than it asked for.
 *
 * @param first first byte, 0 or more
 * @param last last byte, not before the first; nothing means up to the end
 */
record ByteRange(long first, OptionalLong last) {
    private static final Pattern SYNTAX = Pattern.compile("bytes=(\\d{1,19})-(\\d{0,19})");

    /**
     * Parses a header field.
     *
     * @throws ProblemException {@link Problem#RANGE_NOT_SATISFIABLE}
     */
    static ByteRange parse(String field) {
        Matcher matcher = SYNTAX.matcher(field);
        if (!matcher.matches()) {
            throw refused("must be one range with a first byte, such as bytes=0-4095");
        }
        try {
            long first = Long.parseLong(matcher.group(1));
            if (matcher.group(2).isEmpty()) {
                return new ByteRange(first, OptionalLong.empty());
            }
            long last = Long.parseLong(matcher.group(2));
            if (last < first) {
                throw refused("must not end before it begins");
            }
            return new ByteRange(first, OptionalLong.of(last));
        } catch (NumberFormatException e) {
            throw refused("is beyond any image");
        }
    }

    /**
     * Checks that the range lies within an image.
     *
     * @param size bytes of the image
     * @throws ProblemException {@link Problem#RANGE_NOT_SATISFIABLE} with the size
     */
    ByteRange within(long size) {
        if (first >= size || last.orElse(0) >= size) {
            throw ProblemException.outOfRange(
                    size,
                    "The requested range is outside of the image; it has %d bytes."
                            .formatted(size));
        }
        return this;
    }

    /** Returns the field for the daemon. */
    String field() {
        return "bytes=" + first + "-" + (last.isPresent() ? last.getAsLong() : "");
    }

    private static ProblemException refused(String what) {
        return new ProblemException(
                Problem.RANGE_NOT_SATISFIABLE, "The Range of the request " + what + ".");
    }
}
