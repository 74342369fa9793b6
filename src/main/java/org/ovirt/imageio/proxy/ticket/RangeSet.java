// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.ticket;

import java.util.Map;
import java.util.TreeMap;

/**
 * A union of byte ranges; its memory grows with the number of gaps, not with the bytes.
 *
 * <p>Not safe for use by several threads.
 */
final class RangeSet {
    private final TreeMap<Long, Long> endByStart = new TreeMap<>();

    RangeSet() {}

    RangeSet(RangeSet other) {
        endByStart.putAll(other.endByStart);
    }

    /** Adds {@code [start, end)}; an empty range adds nothing. */
    void add(long start, long end) {
        if (start >= end) {
            return;
        }
        long first = start;
        long last = end;
        Map.Entry<Long, Long> before = endByStart.floorEntry(start);
        if (before != null && before.getValue() >= start) {
            first = before.getKey();
            last = Math.max(last, before.getValue());
        }
        Map.Entry<Long, Long> next = endByStart.ceilingEntry(first);
        while (next != null && next.getKey() <= last) {
            last = Math.max(last, next.getValue());
            endByStart.remove(next.getKey());
            next = endByStart.ceilingEntry(first);
        }
        endByStart.put(first, last);
    }

    /** Returns how many bytes are in at least one of the ranges. */
    long sum() {
        long sum = 0;
        for (Map.Entry<Long, Long> range : endByStart.entrySet()) {
            sum += range.getValue() - range.getKey();
        }
        return sum;
    }

    void clear() {
        endByStart.clear();
    }
}
