// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.ticket;

import java.time.Duration;

/** A clock that stands still until a test moves it. */
public final class HandSetTicker implements Ticker {
    private long nanos;

    /** Creates a clock that shows a time, in nanoseconds. */
    public HandSetTicker(long nanos) {
        this.nanos = nanos;
    }

    @Override
    public long nanos() {
        return nanos;
    }

    /** Lets time pass. */
    public void advance(Duration duration) {
        nanos += duration.toNanos();
    }
}
