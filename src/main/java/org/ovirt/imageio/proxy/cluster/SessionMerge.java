// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.cluster;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.spi.merge.MergingValue;
import com.hazelcast.spi.merge.SplitBrainMergePolicy;
import org.jspecify.annotations.Nullable;

/** Merges the sessions of two halves of a cluster; see {@link SessionRecord#mergedWith}. */
public final class SessionMerge
        implements SplitBrainMergePolicy<Object, MergingValue<Object>, Object> {
    @Override
    public @Nullable Object merge(
            MergingValue<Object> merging, @Nullable MergingValue<Object> existing) {
        SessionRecord theirs = (SessionRecord) merging.getDeserializedValue();
        return existing == null
                ? theirs
                : theirs.mergedWith((SessionRecord) existing.getDeserializedValue());
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
