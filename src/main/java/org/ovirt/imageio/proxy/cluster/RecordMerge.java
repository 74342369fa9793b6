// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.cluster;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.spi.merge.MergingValue;
import com.hazelcast.spi.merge.SplitBrainMergePolicy;
import org.jspecify.annotations.Nullable;

/**
 * Merges the records of two halves of a cluster.
 *
 * @param <V> the record
 */
abstract class RecordMerge<V> implements SplitBrainMergePolicy<V, MergingValue<V>, Object> {
    @Override
    public final @Nullable Object merge(
            MergingValue<V> merging, @Nullable MergingValue<V> existing) {
        V theirs = merging.getDeserializedValue();
        return existing == null ? alone(theirs) : merged(theirs, existing.getDeserializedValue());
    }

    /** Returns what holds of what only the other half has; null if nothing is left to be known. */
    @Nullable V alone(V theirs) {
        return theirs;
    }

    /** Returns what holds of what each half has; null if nothing is left to be known. */
    abstract @Nullable V merged(V theirs, V ours);

    @Override
    public final void writeData(ObjectDataOutput out) {
        // It has no state.
    }

    @Override
    public final void readData(ObjectDataInput in) {
        // It has no state.
    }
}
