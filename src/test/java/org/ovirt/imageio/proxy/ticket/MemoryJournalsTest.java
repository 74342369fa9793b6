// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.ticket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryJournalsTest {
    private static final TicketId TICKET = new TicketId("11111111-1111-1111-1111-111111111111");
    private static final TicketId OTHER = new TicketId("22222222-2222-2222-2222-222222222222");

    private final MemoryJournals journals = new MemoryJournals();
    private long numbers;

    private OpenWrite write(long start, long end) {
        return new OpenWrite(new WriteId("a", ++numbers), new Span(start, end), false);
    }

    private OpenWrite begun(TicketId ticket, long start, long end) {
        OpenWrite write = write(start, end);
        assertThat(journals.begin(ticket, write).toCompletableFuture())
                .isCompletedWithValueMatching(List::isEmpty);
        return write;
    }

    private JournalView view(TicketId ticket) {
        return journals.view(ticket).toCompletableFuture().getNow(JournalView.EMPTY);
    }

    @Test
    void ticketsHaveNothingInCommon() {
        OpenWrite mine = begun(TICKET, 0, 10);
        OpenWrite others = begun(OTHER, 5, 15);
        journals.end(OTHER, mine.id(), true);
        assertThat(view(TICKET).written()).isEmpty();
        journals.end(TICKET, mine.id(), true);
        journals.end(OTHER, others.id(), true);
        assertThat(view(TICKET).written()).containsExactly(new Span(0, 10));
        assertThat(view(OTHER).written()).containsExactly(new Span(5, 15));
    }

    @Test
    void conflictsAreTold() {
        OpenWrite first = begun(TICKET, 0, 10);
        assertThat(journals.begin(TICKET, write(9, 11)).toCompletableFuture())
                .isCompletedWithValueMatching(List.of(first)::equals);
    }

    @Test
    void nothingIsLeftOfATransferThatHasEnded() {
        OpenWrite write = begun(TICKET, 0, 10);
        journals.end(TICKET, write.id(), true);
        journals.forget(TICKET);
        assertThat(journals.size()).isZero();
        assertThat(view(TICKET)).isEqualTo(JournalView.EMPTY);
    }

    @Test
    void aWriteThatOutlivesItsTransferKeepsOthersAwayAndLeavesNothing() {
        OpenWrite write = begun(TICKET, 0, 10);
        journals.forget(TICKET);
        assertThat(journals.begin(TICKET, write(5, 15)).toCompletableFuture())
                .isCompletedWithValueMatching(List.of(write)::equals);
        journals.end(TICKET, write.id(), true);
        assertThat(view(TICKET).written()).isEmpty();
        assertThat(journals.size()).isZero();
    }

    @Test
    void whatFailsAndWhatIsUnknownLeavesNothing() {
        journals.end(TICKET, begun(TICKET, 0, 10).id(), false);
        journals.end(TICKET, new WriteId("b", 7), true);
        journals.forget(TICKET);
        assertThat(journals.size()).isZero();
    }
}
