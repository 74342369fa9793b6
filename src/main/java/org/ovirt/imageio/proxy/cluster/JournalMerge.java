// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.cluster;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.spi.merge.MergingValue;
import com.hazelcast.spi.merge.SplitBrainMergePolicy;
import org.jspecify.annotations.Nullable;
import org.ovirt.imageio.proxy.ticket.JournalState;
import org.ovirt.imageio.proxy.ticket.WriteJournal;

/**
 * Merges the journals of two halves of a cluster: only what both know was written counts, since
 * each may have overwritten what the other still knows. What is lost by that is sent again.
 */
public final class JournalMerge
        implements SplitBrainMergePolicy<Object, MergingValue<Object>, Object> {
    @Override
    public @Nullable Object merge(
            MergingValue<Object> merging, @Nullable MergingValue<Object> existing) {
        JournalState theirs = (JournalState) merging.getDeserializedValue();
        if (existing == null) {
            return theirs;
        }
        WriteJournal merged = new WriteJournal((JournalState) existing.getDeserializedValue());
        merged.mergeWith(new WriteJournal(theirs));
        return merged.isEmpty() ? null : merged.state();
    }

    @Override
    public void writeData(ObjectDataOutput out) {
        // It has no state.
    }

    @Override
    public void readData(ObjectDataInput in) {
        // It has no state.
    }
}
