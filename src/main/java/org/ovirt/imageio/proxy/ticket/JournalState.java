// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.ticket;

import java.util.List;

/**
 * All that a {@link WriteJournal} knows, for a store that keeps it elsewhere. Ranges are pairs of a
 * start and an end, in ascending order. Whoever has one leaves the arrays as they are.
 *
 * @param written acknowledged and not flushed since
 * @param flushed acknowledged and flushed
 * @param open the writes that have not ended, in the order in which they began
 */
@SuppressWarnings("ArrayRecordComponent") // It is only carried, and never compared.
public record JournalState(long[] written, long[] flushed, List<Open> open) {

    /**
     * A write that has not ended.
     *
     * @param write the write
     * @param snapshot what its flush will have flushed, as far as it is still known then
     * @param counts whether its success will count; not after {@link WriteJournal#restart}
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Open(OpenWrite write, long[] snapshot, boolean counts) {}

    /** Keeps the list as it is now. */
    public JournalState {
        open = List.copyOf(open);
    }
}
