// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.bench.cluster;

import java.util.Locale;
import org.HdrHistogram.Histogram;

/** How long something took, many times. For one thread. */
final class Latencies {
    /** The head of a table of {@link #row}s. */
    static final String HEAD =
            """
            | | count | p50 ms | p99 ms | max ms | p99 limit ms |
            |---|---|---|---|---|---|
            """;

    private static final long LONGEST_NANOS = 600_000_000_000L;
    private static final double NANOS_PER_MILLI = 1e6;

    private final String title;
    private final String limit;
    private final Histogram histogram = new Histogram(LONGEST_NANOS, 3);

    /**
     * Starts with none.
     *
     * @param limit of the 99th percentile in milliseconds, for people
     */
    Latencies(String title, String limit) {
        this.title = title;
        this.limit = limit;
    }

    /** Counts one more. */
    void add(long nanos) {
        histogram.recordValue(Math.min(nanos, LONGEST_NANOS));
    }

    /** One line of the report's table. */
    String row() {
        return String.format(
                Locale.ROOT,
                "| %s | %d | %.2f | %.2f | %.2f | %s |%n",
                title,
                histogram.getTotalCount(),
                millis(histogram.getValueAtPercentile(50)),
                millis(histogram.getValueAtPercentile(99)),
                millis(histogram.getMaxValue()),
                limit);
    }

    private static double millis(long nanos) {
        return nanos / NANOS_PER_MILLI;
    }
}
