// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.ovirt.imageio.proxy.ticket.JournalState;
import org.ovirt.imageio.proxy.ticket.JournalView;
import org.ovirt.imageio.proxy.ticket.OpenWrite;
import org.ovirt.imageio.proxy.ticket.Span;
import org.ovirt.imageio.proxy.ticket.WriteId;
import org.ovirt.imageio.proxy.ticket.WriteJournal;

class JournalMergeTest {
    private static final Span DONE = new Span(0, 10);
    private static final Span RUNNING = new Span(20, 30);

    private final JournalMerge merge = new JournalMerge();

    /** Of one half: some bytes are flushed, and others are being written. */
    private static JournalState state() {
        WriteJournal journal = new WriteJournal();
        OpenWrite done = new OpenWrite(new WriteId("a", 1), DONE, true);
        journal.begin(done);
        journal.end(done.id(), true);
        journal.begin(new OpenWrite(new WriteId("a", 2), RUNNING, false));
        return journal.state();
    }

    private static JournalView view(@Nullable JournalState state) {
        return new WriteJournal(Objects.requireNonNull(state)).view();
    }

    @Test
    void whatOnlyOneHalfHasHeardOfIsNotKnownToBeWritten() {
        JournalView alone = view(merge.alone(state()));
        assertThat(alone.flushed()).isEmpty();
        assertThat(alone.open()).containsExactly(RUNNING);
    }

    @Test
    void whatTheOtherHalfHasForgottenIsNotKnownToBeWritten() {
        JournalState forgotten = new WriteJournal().state();
        assertThat(view(merge.merged(state(), forgotten)).flushed()).isEmpty();
        assertThat(view(merge.merged(forgotten, state())).flushed()).isEmpty();
    }

    @Test
    void whatBothHalvesKnowIsKept() {
        assertThat(view(merge.merged(state(), state())).flushed()).isEqualTo(List.of(DONE));
    }
}
