// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.cluster;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.spi.merge.MergingValue;
import com.hazelcast.spi.merge.SplitBrainMergePolicy;
import org.jspecify.annotations.Nullable;

/** Merges the tickets of two halves of a cluster; see {@link TicketRecord#mergedWith}. */
public final class TicketMerge
        implements SplitBrainMergePolicy<Object, MergingValue<Object>, Object> {
    @Override
    public @Nullable Object merge(
            MergingValue<Object> merging, @Nullable MergingValue<Object> existing) {
        TicketRecord theirs = (TicketRecord) merging.getDeserializedValue();
        return existing == null
                ? theirs
                : theirs.mergedWith((TicketRecord) existing.getDeserializedValue());
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
