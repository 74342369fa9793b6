// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.ticket;

import java.util.ArrayList;
import java.util.List;

/**
 * What is known of an image's bytes at one moment. Each list is in ascending order, and no byte is
 * in two of the first two lists.
 *
 * @param written acknowledged by the daemon and not flushed since
 * @param flushed acknowledged by the daemon and flushed
 * @param open what is being written; nothing is known of these bytes
 */
public record JournalView(List<Span> written, List<Span> flushed, List<Span> open) {
    /** Of an image of which nothing is known. */
    public static final JournalView EMPTY = new JournalView(List.of(), List.of(), List.of());

    /** Keeps the lists as they are now. */
    public JournalView {
        written = List.copyOf(written);
        flushed = List.copyOf(flushed);
        open = List.copyOf(open);
    }

    /**
     * Returns the bytes that were not acknowledged, or are overwritten since.
     *
     * @param size how many bytes the image has
     */
    public List<Span> missing(long size) {
        RangeSet known = new RangeSet();
        written.forEach(known::add);
        flushed.forEach(known::add);
        List<Span> missing = new ArrayList<>();
        long start = 0;
        for (Span span : known.spans()) {
            if (span.start() >= size) {
                break;
            }
            if (start < span.start()) {
                missing.add(new Span(start, span.start()));
            }
            start = span.end();
        }
        if (start < size) {
            missing.add(new Span(start, size));
        }
        return missing;
    }

    /** Returns the byte after the last that was acknowledged; 0 if none was. */
    public long acknowledgedEnd() {
        return Math.max(end(written), end(flushed));
    }

    private static long end(List<Span> spans) {
        return spans.isEmpty() ? 0 : spans.get(spans.size() - 1).end();
    }
}
