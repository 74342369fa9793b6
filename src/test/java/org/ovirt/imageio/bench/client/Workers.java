// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.bench.client;

import java.io.IOException;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.ovirt.imageio.bench.wire.BenchImage;
import org.ovirt.imageio.bench.wire.Span;

/** The workers that each kind of measured load is made of. */
final class Workers {
    /** Large enough that the head costs nothing, small enough that connections end together. */
    private static final long LARGE = 64L << 20;

    private static final long SHORT = 64L << 10;
    private static final long SMALL = 4096;

    /** Small requests are aligned, as a disk's blocks are. */
    private static final long SMALL_BLOCKS = BenchImage.SIZE / SMALL;

    private Workers() {}

    /** Moves a number of bytes, with spans that all connections take from one supply. */
    static Worker streaming(Load.Kind direction, long bytes) {
        long length = direction == Load.Kind.SHORT_PUT ? SHORT : LARGE;
        AtomicLong supply = new AtomicLong();
        return connection -> {
            Tally tally = new Tally();
            for (long start = supply.getAndAdd(length);
                    start < bytes;
                    start = supply.getAndAdd(length)) {
                Span span = new Span(start, Math.min(length, bytes - start));
                long before = System.nanoTime();
                move(direction, connection, span);
                tally.add(span.length(), System.nanoTime() - before);
            }
            return tally;
        };
    }

    private static void move(Load.Kind direction, ImageConnection connection, Span span)
            throws IOException {
        if (direction == Load.Kind.GET) {
            connection.get(span);
        } else {
            connection.put(BenchImage.TICKET, span);
        }
    }

    /** Reads random blocks for a time, at least one. */
    static Worker small(long nanos) {
        return connection -> {
            Tally tally = new Tally();
            SplittableRandom random = new SplittableRandom();
            long start = System.nanoTime();
            long now = start;
            do {
                connection.get(new Span(random.nextLong(SMALL_BLOCKS) * SMALL, SMALL));
                long after = System.nanoTime();
                tally.add(SMALL, after - now);
                now = after;
            } while (now - start < nanos);
            return tally;
        };
    }
}
