// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.ticket;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The tickets that the Engine has removed. A token outlives its removal, so it must be remembered
 * for as long as one could still be shown. Safe for use by several threads.
 */
final class Revocations {
    private final ConcurrentMap<TicketId, Long> endings = new ConcurrentHashMap<>();
    private final Ticker ticker;
    private final Duration remembered;

    Revocations(Ticker ticker, Duration remembered) {
        this.ticker = ticker;
        this.remembered = remembered;
    }

    void add(TicketId id) {
        long now = ticker.nanos();
        endings.values().removeIf(end -> end - now <= 0);
        endings.put(id, now + remembered.toNanos());
    }

    /** A new ticket of the Engine counts more than an old removal. */
    void remove(TicketId id) {
        endings.remove(id);
    }

    boolean contains(TicketId id) {
        Long end = endings.get(id);
        return end != null && end - ticker.nanos() > 0;
    }
}
