// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.ticket;

/**
 * Some bytes of an image that stand one after the other.
 *
 * @param start the first byte, 0 or more
 * @param end the byte after the last; the same as the start if there are none
 */
public record Span(long start, long end) {
    /** No bytes, as what a mere flush writes. */
    public static final Span NONE = new Span(0, 0);

    /** Refuses bytes that no image can have. */
    public Span {
        if (start < 0 || end < start) {
            throw new IllegalArgumentException("no span: " + start + " to " + end);
        }
    }

    /**
     * Returns so many bytes from an offset on.
     *
     * @param offset the first byte, 0 or more
     * @param length how many, 0 or more; no byte may be behind the largest long
     */
    public static Span of(long offset, long length) {
        return new Span(offset, Math.addExact(offset, length));
    }

    /** Returns how many bytes there are. */
    public long length() {
        return end - start;
    }

    /** Returns whether both have a byte in common. */
    boolean overlaps(Span other) {
        return Math.max(start, other.start) < Math.min(end, other.end);
    }
}
