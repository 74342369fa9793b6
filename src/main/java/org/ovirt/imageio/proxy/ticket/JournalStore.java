// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.ticket;

import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Where the journals of all transfers are kept, by ticket. Safe for use by several threads; nothing
 * in it blocks. What fails may or may not have had its effect.
 */
public interface JournalStore {
    /**
     * As {@link WriteJournal#begin}.
     *
     * @return the open writes of some of the same bytes; empty if it has begun
     */
    CompletionStage<List<OpenWrite>> begin(TicketId ticket, OpenWrite write);

    /** As {@link WriteJournal#end}. */
    CompletionStage<Void> end(TicketId ticket, WriteId id, boolean done);

    /** Returns what is known of a transfer's bytes; nothing of one that is not there. */
    CompletionStage<JournalView> view(TicketId ticket);

    /** Forgets what was written under a ticket, because its transfer has ended. */
    CompletionStage<Void> forget(TicketId ticket);
}
