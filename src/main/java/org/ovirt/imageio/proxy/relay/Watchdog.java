// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.relay;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.ovirt.imageio.proxy.ticket.Ticker;
import org.xnio.XnioIoThread;

/**
 * Looks after the relays of one I/O thread: twice a second it asks each whether it has waited for
 * too long. A client that leaves is noticed at the second look after the last byte, so within a
 * little more than a second.
 *
 * <p>Confined to its thread. It sleeps while there is no relay.
 */
final class Watchdog {
    private static final long PERIOD_MILLIS = 500;

    private final XnioIoThread thread;
    private final Ticker ticker;
    private final Set<Relay> relays = new HashSet<>();
    private boolean awake;

    Watchdog(XnioIoThread thread, Ticker ticker) {
        this.thread = thread;
        this.ticker = ticker;
    }

    void watch(Relay relay) {
        relays.add(relay);
        if (!awake) {
            awake = true;
            schedule();
        }
    }

    void forget(Relay relay) {
        relays.remove(relay);
    }

    private void schedule() {
        thread.executeAfter(this::look, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void look() {
        if (relays.isEmpty()) {
            awake = false;
            return;
        }
        long now = ticker.nanos();
        schedule();
        for (Relay relay : new ArrayList<>(relays)) {
            relay.guard(() -> relay.checkProgress(now));
        }
    }
}
