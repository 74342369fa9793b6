// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.ticket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class WriteJournalTest {
    private static final long LARGE = Long.MAX_VALUE;

    private final WriteJournal journal = new WriteJournal();
    private long numbers;

    private OpenWrite write(long start, long end, boolean flush) {
        return new OpenWrite(new WriteId("a", ++numbers), new Span(start, end), flush);
    }

    private OpenWrite begun(long start, long end, boolean flush) {
        OpenWrite write = write(start, end, flush);
        assertThat(journal.begin(write)).isEmpty();
        return write;
    }

    private void done(long start, long end, boolean flush) {
        journal.end(begun(start, end, flush).id(), true);
    }

    private void assertKnown(List<Span> written, List<Span> flushed) {
        assertThat(journal.view().written()).isEqualTo(written);
        assertThat(journal.view().flushed()).isEqualTo(flushed);
    }

    private static List<Span> span(long start, long end) {
        return List.of(new Span(start, end));
    }

    @Test
    void whatIsDoneIsWritten() {
        done(10, 20, false);
        assertKnown(span(10, 20), List.of());
    }

    @Test
    void whatIsDoneWithAFlushIsFlushedAndSoIsWhatWasWrittenBefore() {
        done(10, 20, false);
        done(30, 40, true);
        assertKnown(List.of(), List.of(new Span(10, 20), new Span(30, 40)));
    }

    @Test
    void aMereFlushWritesNothing() {
        done(10, 20, false);
        done(0, 0, true);
        assertKnown(List.of(), span(10, 20));
    }

    @Test
    void aFlushDoesNotCountForWhatIsAcknowledgedWhileItRuns() {
        OpenWrite flush = begun(0, 0, true);
        done(10, 20, false);
        journal.end(flush.id(), true);
        assertKnown(span(10, 20), List.of());
    }

    @Test
    void aFlushDoesNotCountForWhatIsOverwrittenWhileItRuns() {
        done(10, 20, false);
        OpenWrite flush = begun(0, 0, true);
        done(15, 20, false);
        journal.end(flush.id(), true);
        assertKnown(span(15, 20), span(10, 15));
    }

    @Test
    void aFlushThatFailsFlushesNothing() {
        done(10, 20, false);
        journal.end(begun(20, 30, true).id(), false);
        assertKnown(span(10, 20), List.of());
    }

    @Test
    void whatIsFlushedIsNotUnflushedByAnOlderFlush() {
        done(10, 20, false);
        OpenWrite older = begun(0, 0, true);
        done(0, 0, true);
        journal.end(older.id(), true);
        assertKnown(List.of(), span(10, 20));
    }

    @Test
    void whatBeginsToBeOverwrittenIsUnknownUntilThatIsDone() {
        done(10, 20, true);
        done(20, 30, false);
        OpenWrite write = begun(15, 25, false);
        assertKnown(span(25, 30), span(10, 15));
        assertThat(journal.view().open()).isEqualTo(span(15, 25));
        journal.end(write.id(), true);
        assertKnown(span(15, 30), span(10, 15));
        assertThat(journal.view().open()).isEmpty();
    }

    @Test
    void whatFailsStaysAGap() {
        done(10, 30, true);
        journal.end(begun(15, 25, false).id(), false);
        assertKnown(List.of(), List.of(new Span(10, 15), new Span(25, 30)));
        assertThat(journal.view().missing(40))
                .containsExactly(new Span(0, 10), new Span(15, 25), new Span(30, 40));
    }

    @Test
    void twoWritesOfTheSameBytesAreNotOpenAtOnce() {
        done(0, 100, false);
        OpenWrite first = begun(10, 20, false);
        OpenWrite second = begun(30, 40, true);
        begun(50, 60, false);
        JournalView before = journal.view();
        OpenWrite third = write(19, 31, true);
        assertThat(journal.begin(third)).containsExactly(first, second);
        assertThat(journal.view()).isEqualTo(before);
        journal.end(third.id(), true);
        assertThat(journal.view()).isEqualTo(before);
        journal.end(first.id(), false);
        assertThat(journal.begin(third)).containsExactly(second);
        journal.end(second.id(), true);
        assertThat(journal.begin(third)).isEmpty();
    }

    @Test
    void neighboursDoNotDisturbEachOther() {
        begun(10, 20, false);
        assertThat(journal.begin(write(20, 30, false))).isEmpty();
        assertThat(journal.begin(write(0, 10, false))).isEmpty();
        assertThat(journal.begin(write(15, 15, true))).isEmpty();
    }

    @Test
    void itEndsOnce() {
        OpenWrite write = begun(10, 20, false);
        journal.end(write.id(), false);
        journal.end(write.id(), true);
        assertKnown(List.of(), List.of());
    }

    @Test
    void aBeginningThatIsToldTwiceIsOne() {
        OpenWrite flush = begun(0, 0, true);
        done(10, 20, false);
        assertThat(journal.begin(flush)).isEmpty();
        journal.end(flush.id(), true);
        assertKnown(span(10, 20), List.of());
    }

    @Test
    void theWritesOfANodeThatIsGoneLeaveGaps() {
        done(0, 50, true);
        OpenWrite mine = begun(10, 20, false);
        OpenWrite gone = new OpenWrite(new WriteId("b", 1), new Span(30, 40), false);
        assertThat(journal.begin(gone)).isEmpty();
        // By whoever wants its bytes next.
        journal.end(gone.id(), false);
        assertThat(journal.view().open()).isEqualTo(span(10, 20));
        journal.end(gone.id(), true);
        journal.end(mine.id(), true);
        assertThat(journal.view().missing(50)).isEqualTo(span(30, 40));
    }

    @Test
    void afterARestartOlderWritesKeepOthersAwayAndCountForNothing() {
        done(0, 10, false);
        done(10, 20, true);
        done(20, 30, false);
        OpenWrite older = begun(30, 40, true);
        journal.restart();
        assertThat(journal.begin(write(35, 45, false))).containsExactly(older);
        journal.end(older.id(), true);
        assertKnown(List.of(), List.of());
        done(35, 45, false);
        assertKnown(span(35, 45), List.of());
    }

    @Test
    void aRestoredJournalGoesOn() {
        done(0, 10, false);
        OpenWrite flush = begun(20, 30, true);
        OpenWrite stale = begun(50, 60, false);
        journal.restart();
        done(10, 20, false);
        OpenWrite second = begun(30, 40, true);
        WriteJournal restored = new WriteJournal(journal.state());
        for (OpenWrite open : List.of(flush, stale, second)) {
            assertThat(restored.begin(new OpenWrite(new WriteId("c", 1), open.span(), false)))
                    .containsExactly(open);
            journal.end(open.id(), true);
            restored.end(open.id(), true);
            assertThat(restored.view()).isEqualTo(journal.view());
        }
        assertKnown(List.of(), List.of(new Span(10, 20), new Span(30, 40)));
    }

    @Test
    void anEmptyJournalIsThatOfNothing() {
        assertThat(journal.isEmpty()).isTrue();
        OpenWrite write = begun(0, 10, false);
        assertThat(journal.isEmpty()).isFalse();
        journal.end(write.id(), false);
        assertThat(journal.isEmpty()).isTrue();
        done(0, 10, false);
        assertThat(journal.isEmpty()).isFalse();
        done(0, 10, true);
        assertThat(journal.isEmpty()).isFalse();
        journal.restart();
        assertThat(journal.isEmpty()).isTrue();
    }

    @Test
    void theLargestImageFits() {
        done(0, LARGE, true);
        done(LARGE - 1, LARGE, false);
        assertKnown(span(LARGE - 1, LARGE), span(0, LARGE - 1));
        assertThat(journal.view().missing(LARGE)).isEmpty();
    }

    @Test
    void ofTooManyRangesTheSmallestAreForgotten() {
        for (int i = 0; i <= WriteJournal.MOST_SPANS; i++) {
            long start = i * 1000L;
            done(start, start + 1 + i % 500, false);
        }
        JournalView view = journal.view();
        assertThat(view.written()).hasSizeBetween(WriteJournal.MOST_SPANS * 8 / 10, 9_999);
        assertThat(view.written()).allMatch(span -> span.length() > 40);
    }

    @Test
    void aFlushOfManyRangesForgetsNoneOfThemThatWasWritten() {
        int count = WriteJournal.MOST_SPANS * 2 / 3;
        for (int i = 0; i < count; i++) {
            done(i * 10L, i * 10L + 1 + i % 8, false);
        }
        OpenWrite flush = begun(0, 0, true);
        assertThat(journal.view().written()).hasSize(count);
        journal.end(flush.id(), true);
        JournalView view = journal.view();
        assertThat(view.written().size() + view.flushed().size()).isEqualTo(count);
        assertThat(view.flushed()).hasSizeGreaterThan(2000).allMatch(span -> span.length() > 3);
    }
}
