// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.relay;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.ovirt.imageio.proxy.ticket.Ticker;

/** How long a relay takes, how fast it is, and since when it stands still. */
final class Stopwatch {
    /**
     * More than the socket buffers of a client that takes nothing can hold, so that only a relay
     * whose both ends work is given large buffers.
     */
    private static final long BULK_BYTES = 16 << 20;

    private static final long BULK_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Ticker ticker;
    private final long startedAt;
    private long windowStartedAt;
    private long windowEnd = BULK_BYTES;
    private boolean bulk;
    private long progress = -1;
    private @Nullable Waiting waiting;
    private long stillSince;

    Stopwatch(Ticker ticker) {
        this.ticker = ticker;
        startedAt = ticker.nanos();
        windowStartedAt = startedAt;
    }

    /** Notes how many bytes have been moved in all; cheap enough for every buffer. */
    void moved(long total) {
        if (total >= windowEnd) {
            long now = ticker.nanos();
            bulk = now - windowStartedAt < BULK_NANOS;
            windowStartedAt = now;
            windowEnd = total + BULK_BYTES;
        }
    }

    boolean isBulk() {
        return bulk;
    }

    /** Returns whether nothing has changed since the last call. */
    boolean isStill(long newProgress, Waiting newWaiting, long now) {
        if (newProgress == progress && newWaiting == waiting) {
            bulk = false;
            return true;
        }
        progress = newProgress;
        waiting = newWaiting;
        stillSince = now;
        return false;
    }

    /** Returns for how many nanoseconds nothing has changed. */
    long stillFor(long now) {
        return now - stillSince;
    }

    Duration elapsed() {
        return Duration.ofNanos(ticker.nanos() - startedAt);
    }
}
