// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.bench.client;

import org.HdrHistogram.Histogram;

/** What one connection has done. For one thread; merged when it has ended. */
final class Tally {
    private static final long LONGEST_NANOS = 600_000_000_000L;

    private final Histogram latencies = new Histogram(LONGEST_NANOS, 3);
    private long bytes;

    /** Counts one answered request. */
    void add(long requestBytes, long nanos) {
        bytes += requestBytes;
        latencies.recordValue(Math.min(nanos, LONGEST_NANOS));
    }

    /** Adds what another connection has done. */
    void add(Tally other) {
        bytes += other.bytes;
        latencies.add(other.latencies);
    }

    /**
     * @param nanos how long all of it took
     */
    LoadResult result(long nanos) {
        return new LoadResult(
                nanos,
                bytes,
                latencies.getTotalCount(),
                latencies.getValueAtPercentile(50),
                latencies.getValueAtPercentile(99));
    }
}
