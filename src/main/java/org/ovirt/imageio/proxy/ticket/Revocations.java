// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.ticket;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The tickets that the Engine has removed. A token outlives its removal, so it must be remembered
 * for as long as one could still be shown. Safe for use by several threads.
 */
final class Revocations {
    /** Far more than an Engine removes in the longest life of a token; some 20 MB. */
    private static final int MOST = 100_000;

    private static final System.Logger LOG = System.getLogger(Revocations.class.getName());

    /** The oldest first. */
    private final Map<TicketId, Long> endings = new LinkedHashMap<>();

    private final Ticker ticker;
    private final Duration remembered;

    /**
     * Creates an empty memory.
     *
     * @param remembered how long a token can be shown; zero if none is accepted
     */
    Revocations(Ticker ticker, Duration remembered) {
        this.ticker = ticker;
        this.remembered = remembered;
    }

    synchronized void add(TicketId id) {
        if (remembered.isZero()) {
            return;
        }
        endings.remove(id);
        forgetTheOldest();
        endings.put(id, ticker.nanos() + remembered.toNanos());
    }

    private void forgetTheOldest() {
        long now = ticker.nanos();
        Iterator<Long> oldest = endings.values().iterator();
        boolean tooMany = endings.size() >= MOST;
        while (oldest.hasNext() && (oldest.next() - now <= 0 || tooMany)) {
            oldest.remove();
            if (tooMany) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "More than {0} removed tickets to remember; forgot the oldest",
                        Integer.toString(MOST));
                tooMany = false;
            }
        }
    }

    /** A new ticket of the Engine counts more than an old removal. */
    synchronized void remove(TicketId id) {
        endings.remove(id);
    }

    synchronized boolean contains(TicketId id) {
        Long end = endings.get(id);
        return end != null && end - ticker.nanos() > 0;
    }
}
