// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.ticket;

import java.time.Duration;
import java.util.List;

/**
 * How a transfer stands on one node at one moment.
 *
 * @param active whether a relay is running
 * @param canceled whether the ticket is being removed
 * @param connections open connections to the daemon
 * @param left how long the ticket lives without being used; negative if it has expired
 * @param idle how long ago it was used, zero while active
 * @param moved the union of all relayed ranges
 */
public record TransferReport(
        boolean active,
        boolean canceled,
        int connections,
        Duration left,
        Duration idle,
        List<Span> moved) {
    /** Copies the list. */
    public TransferReport {
        moved = List.copyOf(moved);
    }

    /** In how many pieces at most it is known what was moved; of more, the shortest count not. */
    static final int MOST_SPANS = 8192;

    /** Returns the union of ranges, in ascending order, of as many as are counted. */
    public static List<Span> union(List<Span> some, List<Span> others) {
        RangeSet union = new RangeSet();
        some.forEach(union::add);
        others.forEach(union::add);
        union.limit(MOST_SPANS);
        return union.spans();
    }
}
