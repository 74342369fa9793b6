// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.web;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemException;

/**
 * What a path below {@code /images/} names.
 *
 * <p>Only plain characters are taken, before any decoding: what could be read in two ways is no
 * path of ours.
 *
 * @param ticket the text where the ticket id stands, {@code *} for all images
 * @param part what is asked of the image
 */
record ImagePath(String ticket, Part part) {
    private static final Pattern SYNTAX =
            Pattern.compile(
                    "/images/(\\*|[A-Za-z0-9_-]{0,64})"
                            + "(/extents|/checksum/algorithms|/checksum|/ranges)?");

    /** A resource of an image. */
    enum Part {
        BYTES(""),
        EXTENTS("/extents"),
        CHECKSUM("/checksum"),
        ALGORITHMS("/checksum/algorithms"),
        /** The proxy's own; daemons do not have it. */
        RANGES("/ranges");

        private final String suffix;

        Part(String suffix) {
            this.suffix = suffix;
        }

        /** Returns the end of its path. */
        String suffix() {
            return suffix;
        }
    }

    /**
     * Parses a path as it came.
     *
     * @throws ProblemException {@link Problem#NOT_FOUND} if it is none; {@link Problem#BAD_REQUEST}
     *     if the ticket id is missing
     */
    static ImagePath parse(String rawPath) {
        Matcher matcher = SYNTAX.matcher(rawPath);
        if (!matcher.matches()) {
            throw new ProblemException(
                    Problem.NOT_FOUND, "There is nothing here; images are at /images/TICKET-ID.");
        }
        if (matcher.group(1).isEmpty()) {
            throw new ProblemException(
                    Problem.BAD_REQUEST, "A ticket id is required: /images/TICKET-ID.");
        }
        String suffix = matcher.group(2) == null ? "" : matcher.group(2);
        for (Part part : Part.values()) {
            if (part.suffix().equals(suffix)) {
                return new ImagePath(matcher.group(1), part);
            }
        }
        throw new IllegalStateException("a part without a suffix");
    }

    boolean isAllImages() {
        return ticket.equals("*");
    }
}
