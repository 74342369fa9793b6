// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.relay;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.ovirt.imageio.proxy.ticket.Ticker;

/** How long a relay takes, and since when it stands still. */
final class Stopwatch {
    private final Ticker ticker;
    private final long startedAt;
    private long progress = -1;
    private @Nullable Waiting waiting;
    private long stillSince;

    Stopwatch(Ticker ticker) {
        this.ticker = ticker;
        startedAt = ticker.nanos();
    }

    /** Returns whether nothing has changed since the last call. */
    boolean isStill(long newProgress, Waiting newWaiting, long now) {
        if (newProgress == progress && newWaiting == waiting) {
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
