// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.cluster;

import com.hazelcast.map.EntryProcessor;
import com.hazelcast.map.ExtendedMapEntry;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lets a session last longer, since it was used; one that has been forgotten stays so.
 *
 * @param endsAt when it ends without being used again, in milliseconds of the cluster's clock
 * @param lifetime how long that is from now, in milliseconds
 */
record SessionUse(long endsAt, long lifetime)
        implements EntryProcessor<String, SessionRecord, @Nullable Boolean> {
    @Override
    public @Nullable Boolean process(Map.Entry<String, @Nullable SessionRecord> entry) {
        SessionRecord record = entry.getValue();
        if (record != null && !record.ended() && record.endsAt() < endsAt) {
            ((ExtendedMapEntry<String, SessionRecord>) entry)
                    .setValue(record.endingAt(endsAt), lifetime, TimeUnit.MILLISECONDS);
        }
        return null;
    }
}
