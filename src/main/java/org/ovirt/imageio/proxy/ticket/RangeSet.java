// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.ticket;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
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

    /** Adds the bytes of a span. */
    void add(Span span) {
        add(span.start(), span.end());
    }

    /** Removes the bytes of a span. */
    void remove(Span span) {
        remove(span.start(), span.end());
    }

    /** Adds all that another set has. */
    void addAll(RangeSet other) {
        other.endByStart.forEach(this::add);
    }

    /** Removes {@code [start, end)}; an empty range removes nothing. */
    void remove(long start, long end) {
        if (start >= end) {
            return;
        }
        Map.Entry<Long, Long> before = endByStart.lowerEntry(start);
        if (before != null && before.getValue() > start) {
            endByStart.put(before.getKey(), start);
            if (before.getValue() > end) {
                endByStart.put(end, before.getValue());
            }
        }
        Map.Entry<Long, Long> last = endByStart.lowerEntry(end);
        if (last != null && last.getKey() >= start && last.getValue() > end) {
            endByStart.put(end, last.getValue());
        }
        endByStart.subMap(start, end).clear();
    }

    /** Removes all that another set has. */
    void removeAll(RangeSet other) {
        other.endByStart.forEach(this::remove);
    }

    /**
     * Forgets the shortest ranges, if there are too many.
     *
     * @param most how many there may be; of more, half as many are kept
     */
    void limit(int most) {
        if (count() > most) {
            spans().stream()
                    .sorted(Comparator.comparingLong(Span::length))
                    .limit(count() - most / 2)
                    .forEach(this::remove);
        }
    }

    /** Returns how many ranges there are, each with a gap before and behind. */
    int count() {
        return endByStart.size();
    }

    /** Returns the ranges in ascending order. */
    List<Span> spans() {
        List<Span> spans = new ArrayList<>(endByStart.size());
        endByStart.forEach((start, end) -> spans.add(new Span(start, end)));
        return spans;
    }

    /** Returns the ranges as pairs of a start and an end, in ascending order. */
    long[] toArray() {
        long[] array = new long[2 * endByStart.size()];
        int i = 0;
        for (Map.Entry<Long, Long> range : endByStart.entrySet()) {
            array[i++] = range.getKey();
            array[i++] = range.getValue();
        }
        return array;
    }

    /** Returns the set that {@link #toArray} has been called on. */
    static RangeSet fromArray(long[] array) {
        RangeSet set = new RangeSet();
        for (int i = 0; i + 1 < array.length; i += 2) {
            set.add(array[i], array[i + 1]);
        }
        return set;
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
