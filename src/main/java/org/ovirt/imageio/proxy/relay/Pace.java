// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.relay;

import java.util.concurrent.TimeUnit;
import org.ovirt.imageio.proxy.ticket.Ticker;

/**
 * Whether so much has gone through a client's connection lately that large buffers are worth their
 * memory. It goes on from one request to the next, since many clients send images in small parts.
 */
final class Pace {
    /**
     * More than the socket buffers of a client that takes nothing can hold, so that only a
     * connection whose both ends work is fast.
     */
    private static final long WINDOW_BYTES = 16 << 20;

    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Ticker ticker;
    private long moved;
    private long windowStartedAt;
    private boolean fast;

    Pace(Ticker ticker) {
        this.ticker = ticker;
        windowStartedAt = ticker.nanos();
    }

    /** Notes that bytes have been moved; cheap enough for every buffer. */
    void moved(long bytes) {
        moved += bytes;
        if (moved >= WINDOW_BYTES) {
            long now = ticker.nanos();
            fast = now - windowStartedAt < WINDOW_NANOS;
            windowStartedAt = now;
            moved = 0;
        }
    }

    /** Notes that nothing moves. */
    void stalled() {
        fast = false;
    }

    boolean isFast() {
        return fast;
    }
}
