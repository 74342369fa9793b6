// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.cluster;

import com.hazelcast.map.EntryProcessor;
import com.hazelcast.map.ExtendedMapEntry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.ovirt.imageio.proxy.ticket.JournalState;
import org.ovirt.imageio.proxy.ticket.OpenWrite;
import org.ovirt.imageio.proxy.ticket.WriteJournal;

/**
 * A change of a transfer's journal, made in one step where the journal is kept, and again where its
 * copies are.
 *
 * @param kind what happens
 * @param write what it is about; any for {@link Kind#RESTART}
 */
record JournalChange(Kind kind, OpenWrite write)
        implements EntryProcessor<String, JournalState, JournalReply> {
    /** Longer than any transfer lies idle; one that is forgotten is only sent again. */
    private static final Duration KEPT = Duration.ofDays(1);

    enum Kind {
        BEGIN,
        DONE,
        NOT_DONE,
        RESTART
    }

    @Override
    public JournalReply process(Map.Entry<String, @Nullable JournalState> entry) {
        JournalState state = entry.getValue();
        if (state == null && kind != Kind.BEGIN) {
            return JournalReply.NOTHING;
        }
        WriteJournal journal = state == null ? new WriteJournal() : new WriteJournal(state);
        List<OpenWrite> conflicts = apply(journal);
        if (conflicts.isEmpty()) {
            ((ExtendedMapEntry<String, JournalState>) entry)
                    .setValue(
                            // Also if it is empty: the other half of a cluster may have another.
                            journal.state(), KEPT.toMillis(), TimeUnit.MILLISECONDS);
        }
        return new JournalReply(conflicts);
    }

    private List<OpenWrite> apply(WriteJournal journal) {
        switch (kind) {
            case BEGIN -> {
                return journal.begin(write);
            }
            case DONE -> journal.end(write.id(), true);
            case NOT_DONE -> journal.end(write.id(), false);
            case RESTART -> journal.restart();
        }
        return List.of();
    }
}
