// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.daemon;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** A set of byte positions, held as disjoint ranges. Safe for use by several threads. */
final class Ranges {

    /** Start to end; no two ranges touch. */
    private final TreeMap<Long, Long> ends = new TreeMap<>();

    synchronized void add(long start, long end) {
        if (start >= end) {
            return;
        }
        long first = start;
        long last = end;
        Map.Entry<Long, Long> before = ends.floorEntry(start);
        if (before != null && before.getValue() >= start) {
            first = before.getKey();
            last = Math.max(last, before.getValue());
        }
        NavigableMap<Long, Long> swallowed = ends.subMap(start, true, end, true);
        if (!swallowed.isEmpty()) {
            last = Math.max(last, swallowed.lastEntry().getValue());
            swallowed.clear();
        }
        ends.put(first, last);
    }

    synchronized void remove(long start, long end) {
        if (start >= end) {
            return;
        }
        Map.Entry<Long, Long> before = ends.lowerEntry(start);
        if (before != null && before.getValue() > start) {
            ends.put(before.getKey(), start);
            add(end, before.getValue());
        }
        NavigableMap<Long, Long> cut = ends.subMap(start, true, end, false);
        if (!cut.isEmpty()) {
            long last = cut.lastEntry().getValue();
            cut.clear();
            add(end, last);
        }
    }

    /** The parts of this set between two positions, in order. */
    synchronized List<Range> within(long start, long end) {
        if (start >= end) {
            return List.of();
        }
        Map.Entry<Long, Long> before = ends.lowerEntry(start);
        long from = before != null && before.getValue() > start ? before.getKey() : start;
        List<Range> found = new ArrayList<>();
        ends.subMap(from, true, end, false)
                .forEach(
                        (first, last) ->
                                found.add(new Range(Math.max(first, start), Math.min(last, end))));
        return found;
    }

    boolean touches(long start, long end) {
        return !within(start, end).isEmpty();
    }
}
