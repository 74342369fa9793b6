// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.web;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemException;

/**
 * The {@code Content-Range} of an upload: where in the image its body goes.
 *
 * <p>The forms of ovirt-imageio 2.x are taken, {@code bytes first-last/complete} where last and
 * complete may be {@code *}. Unlike there, a field that contradicts itself or the body's length is
 * refused: something in it is wrong, and written bytes cannot be taken back.
 *
 * @param first first byte, 0 or more
 */
record ContentRange(long first) {
    private static final String UNKNOWN = "*";
    private static final Pattern SYNTAX =
            Pattern.compile("bytes (\\d{1,19})-(\\d{1,19}|\\*)/(\\d{1,19}|\\*)");

    /**
     * Parses a header field.
     *
     * @param field the field
     * @param length bytes of the body
     * @throws ProblemException {@link Problem#BAD_REQUEST}
     */
    static ContentRange parse(String field, long length) {
        Matcher matcher = SYNTAX.matcher(field);
        if (!matcher.matches()) {
            throw refused("must be like bytes 0-4095/*");
        }
        try {
            long first = Long.parseLong(matcher.group(1));
            if (!matcher.group(2).equals(UNKNOWN)) {
                requireLength(first, Long.parseLong(matcher.group(2)), length);
            }
            if (!matcher.group(3).equals(UNKNOWN)) {
                requireRoom(first, length, Long.parseLong(matcher.group(3)));
            }
            return new ContentRange(first);
        } catch (NumberFormatException e) {
            throw refused("is beyond any image");
        }
    }

    private static void requireLength(long first, long last, long length) {
        if (last < first) {
            throw refused("must not end before it begins");
        }
        if (last - first != length - 1) {
            throw refused("must have as many bytes as Content-Length says");
        }
    }

    private static void requireRoom(long first, long length, long complete) {
        if (first > complete || length > complete - first) {
            throw refused("must end before its complete length");
        }
    }

    private static ProblemException refused(String what) {
        return new ProblemException(
                Problem.BAD_REQUEST, "The Content-Range of the request " + what + ".");
    }
}
