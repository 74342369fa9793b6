// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.cluster;

import org.jspecify.annotations.Nullable;
import org.ovirt.imageio.proxy.ticket.JournalState;
import org.ovirt.imageio.proxy.ticket.WriteJournal;

/**
 * Merges the journals of two halves of a cluster: only what both know was written counts, since
 * each may have overwritten what the other still knows. What is lost by that is sent again.
 */
public final class JournalMerge extends RecordMerge<JournalState> {
    @Override
    @Nullable JournalState alone(JournalState theirs) {
        return merged(theirs, new WriteJournal().state());
    }

    @Override
    @Nullable JournalState merged(JournalState theirs, JournalState ours) {
        WriteJournal merged = new WriteJournal(ours);
        merged.mergeWith(new WriteJournal(theirs));
        return merged.isEmpty() ? null : merged.state();
    }
}
