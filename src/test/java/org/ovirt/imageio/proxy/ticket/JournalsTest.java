// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.ticket;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemException;

class JournalsTest {
    private static final TicketId TICKET = new TicketId("11111111-1111-1111-1111-111111111111");
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LITTLE = Duration.ofMillis(100);
    private static final String NODE = "here";

    private final MemoryJournals store = new MemoryJournals();
    private final List<OpenWrite> asked = new CopyOnWriteArrayList<>();
    private final List<CompletableFuture<Void>> answers = new CopyOnWriteArrayList<>();
    private final Journals journals = journals(store, PATIENCE);

    private Journals journals(JournalStore in, Duration patience) {
        return new Journals(NODE, in, this::cancelRemote, patience);
    }

    private CompletionStage<Void> cancelRemote(OpenWrite write) {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        asked.add(write);
        answers.add(answer);
        return answer;
    }

    /** A write that counts how often it is canceled. */
    private static final class Writer implements Runnable {
        private int canceled;
        private CompletableFuture<WritePermit> permit = new CompletableFuture<>();

        static Writer of(Journals journals, long start, long end) {
            Writer writer = new Writer();
            writer.permit = journals.begin(TICKET, new Span(start, end), false, writer);
            return writer;
        }

        @Override
        public void run() {
            canceled++;
        }

        boolean hasBegun() {
            return permit.isDone() && !permit.isCompletedExceptionally();
        }

        WritePermit permit() throws ExecutionException, InterruptedException {
            assertThat(hasBegun()).isTrue();
            return permit.get();
        }

        void assertBusy() {
            assertFailed(Problem.RANGE_BUSY);
        }

        void assertFailed(Problem problem) {
            assertThatThrownBy(() -> permit.get(10, SECONDS))
                    .cause()
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            e -> assertThat(e.problem()).isEqualTo(problem));
        }
    }

    private Writer writer(long start, long end) {
        return Writer.of(journals, start, end);
    }

    private OpenWrite remote(long start, long end) {
        OpenWrite write = new OpenWrite(new WriteId("there", 1), new Span(start, end), false);
        assertThat(store.begin(TICKET, write).toCompletableFuture())
                .isCompletedWithValueMatching(List::isEmpty);
        return write;
    }

    private List<Span> written() {
        return view().written();
    }

    private JournalView view() {
        return journals.view(TICKET).toCompletableFuture().getNow(JournalView.EMPTY);
    }

    @Test
    void aWriteBeginsAtOnceAndCountsWhenItIsDone() throws Exception {
        Writer writer = writer(0, 10);
        assertThat(view().open()).containsExactly(new Span(0, 10));
        writer.permit().done();
        writer.permit().notDone();
        assertThat(written()).containsExactly(new Span(0, 10));
        assertThat(view().open()).isEmpty();
    }

    @Test
    void aFlushIsNoted() throws Exception {
        writer(0, 10).permit().done();
        journals.begin(TICKET, Span.NONE, true, () -> {}).get().done();
        assertThat(view().flushed()).containsExactly(new Span(0, 10));
    }

    @Test
    void aWriteThatIsNotDoneDoesNotCount() throws Exception {
        Writer writer = writer(0, 10);
        writer.permit().notDone();
        writer.permit().done();
        assertThat(written()).isEmpty();
    }

    @Test
    void otherBytesAreWrittenAtTheSameTime() {
        Writer one = writer(0, 10);
        Writer other = writer(10, 20);
        assertThat(one.hasBegun()).isTrue();
        assertThat(other.hasBegun()).isTrue();
        assertThat(one.canceled + other.canceled).isZero();
    }

    @Test
    void theLaterWriteOfTheSameBytesBeginsWhenTheEarlierOnesAreOver() throws Exception {
        Writer first = writer(0, 10);
        Writer second = writer(10, 20);
        Writer third = writer(5, 15);
        assertThat(first.canceled).isEqualTo(1);
        assertThat(second.canceled).isEqualTo(1);
        assertThat(third.hasBegun()).isFalse();
        first.permit().notDone();
        assertThat(third.hasBegun()).isFalse();
        second.permit().done();
        assertThat(third.hasBegun()).isTrue();
        assertThat(written()).containsExactly(new Span(15, 20));
        third.permit().done();
        assertThat(written()).containsExactly(new Span(5, 20));
    }

    @Test
    void ofManyThatWaitTheLatestBegins() throws Exception {
        Writer first = writer(0, 10);
        Writer second = writer(0, 10);
        Writer elsewhere = writer(5, 8);
        Writer last = writer(0, 10);
        second.assertFailed(Problem.SUPERSEDED);
        elsewhere.assertFailed(Problem.SUPERSEDED);
        first.permit().notDone();
        last.permit().done();
        assertThat(last.canceled).isZero();
        assertThat(written()).containsExactly(new Span(0, 10));
        assertThat(view().open()).isEmpty();
    }

    @Test
    void thoseThatWaitForOtherBytesOrTicketsDoNotDisturbOneAnother() throws Exception {
        Writer first = writer(0, 20);
        Writer second = writer(0, 10);
        Writer third = writer(10, 20);
        TicketId other = new TicketId("22222222-2222-2222-2222-222222222222");
        assertThat(journals.begin(other, new Span(0, 10), false, () -> {})).isCompleted();
        first.permit().notDone();
        assertThat(second.hasBegun()).isTrue();
        assertThat(third.hasBegun()).isTrue();
    }

    @Test
    void whoWaitsNoMoreCancelsNobody() throws Exception {
        Writer first = writer(0, 10);
        Writer gone = writer(0, 10);
        assertThat(gone.permit.cancel(false)).isTrue();
        Writer last = writer(0, 10);
        first.permit().notDone();
        assertThat(last.hasBegun()).isTrue();
        assertThat(last.canceled).isZero();
        assertThat(journals.cancel(new WriteId(NODE, 2)).toCompletableFuture()).isDone();
    }

    @Test
    void whoWaitsTooLongIsToldToRetryAndLeavesNothing() throws Exception {
        Journals hasty = journals(store, LITTLE);
        Writer first = Writer.of(hasty, 0, 10);
        Writer late = Writer.of(hasty, 0, 20);
        late.assertBusy();
        first.permit().done();
        assertThat(written()).containsExactly(new Span(0, 10));
        assertThat(view().open()).isEmpty();
    }

    @Test
    void aStoreThatFailsIsNoPermit() throws Exception {
        Unreliable unreliable = new Unreliable(store);
        Journals some = journals(unreliable, PATIENCE);
        unreliable.fails = true;
        Writer.of(some, 0, 10).assertBusy();
        unreliable.fails = false;
        assertThat(view().open()).isEmpty();
        assertThat(Writer.of(some, 0, 10).hasBegun()).isTrue();
    }

    @Test
    void aStoreThatAnswersTooLateGivesNoPermit() throws Exception {
        Unreliable unreliable = new Unreliable(store);
        Journals hasty = journals(unreliable, LITTLE);
        unreliable.delay = new CompletableFuture<>();
        Writer writer = Writer.of(hasty, 0, 10);
        writer.assertBusy();
        unreliable.delay.complete(null);
        assertThat(view().open()).isEmpty();
        writer(0, 10).permit().done();
        assertThat(written()).containsExactly(new Span(0, 10));
    }

    /** Its beginnings come late, or have their effect and fail all the same. */
    private static final class Unreliable implements JournalStore {
        private final JournalStore store;
        private boolean fails;
        private int ends;
        private CompletableFuture<Void> delay = CompletableFuture.completedFuture(null);

        Unreliable(JournalStore store) {
            this.store = store;
        }

        @Override
        public CompletionStage<List<OpenWrite>> begin(TicketId ticket, OpenWrite write) {
            return delay.thenCompose(
                    ignored -> {
                        CompletionStage<List<OpenWrite>> answer = store.begin(ticket, write);
                        return fails
                                ? CompletableFuture.failedFuture(new IllegalStateException("lost"))
                                : answer;
                    });
        }

        @Override
        public CompletionStage<Void> end(TicketId ticket, WriteId id, boolean done) {
            ends++;
            return store.end(ticket, id, done);
        }

        @Override
        public CompletionStage<JournalView> view(TicketId ticket) {
            return store.view(ticket);
        }

        @Override
        public CompletionStage<Void> forget(TicketId ticket) {
            return store.forget(ticket);
        }
    }

    @Test
    void aWriteOfAnotherNodeIsCanceledThere() throws Exception {
        OpenWrite remote = remote(0, 10);
        Writer writer = writer(5, 15);
        assertThat(asked).containsExactly(remote);
        assertThat(writer.hasBegun()).isFalse();
        store.end(TICKET, remote.id(), true);
        assertThat(writer.hasBegun()).isFalse();
        answers.get(0).complete(null);
        assertThat(writer.hasBegun()).isTrue();
        assertThat(written()).containsExactly(new Span(0, 5));
    }

    @Test
    void whatIsOverAndStillOpenInTheStoreIsEndedThere() {
        remote(0, 10);
        Writer writer = writer(5, 15);
        answers.get(0).complete(null);
        assertThat(writer.hasBegun()).isTrue();
        assertThat(view().open()).containsExactly(new Span(5, 15));
    }

    @Test
    void aNodeThatCannotBeAskedIsAskedAgain() {
        OpenWrite remote = remote(0, 10);
        Writer writer = writer(5, 15);
        answers.get(0).completeExceptionally(new IllegalStateException("no such member"));
        await().atMost(10, SECONDS).until(() -> asked.size() == 2);
        assertThat(writer.hasBegun()).isFalse();
        assertThat(view().open()).containsExactly(remote.span());
        answers.get(1).complete(null);
        await().atMost(10, SECONDS).until(writer::hasBegun);
    }

    @Test
    void aNodeThatCannotBeAskedIsNotAskedAllTheTime() {
        remote(0, 10);
        List<OpenWrite> tries = new CopyOnWriteArrayList<>();
        RemoteWrites unreachable =
                write -> {
                    tries.add(write);
                    return CompletableFuture.failedFuture(new IllegalStateException("no member"));
                };
        Writer.of(new Journals(NODE, store, unreachable, LITTLE), 0, 10).assertBusy();
        assertThat(tries).hasSizeBetween(1, 5);
    }

    /** Of two ends that a store does not get in their order the wrong one could count. */
    @Test
    void aPermitIsGivenBackOnce() throws Exception {
        Unreliable counting = new Unreliable(store);
        WritePermit permit = Writer.of(journals(counting, PATIENCE), 0, 10).permit();
        permit.done();
        permit.notDone();
        permit.done();
        assertThat(counting.ends).isEqualTo(1);
    }

    @Test
    void anotherNodeCanHaveAWriteOfThisOneCanceled() throws Exception {
        Writer writer = writer(0, 10);
        CompletableFuture<Void> over = journals.cancel(new WriteId(NODE, 1)).toCompletableFuture();
        assertThat(writer.canceled).isEqualTo(1);
        assertThat(over).isNotDone();
        writer.permit().notDone();
        assertThat(over).isDone();
        assertThat(journals.cancel(new WriteId(NODE, 1)).toCompletableFuture()).isDone();
        assertThat(writer.canceled).isEqualTo(1);
    }

    @Test
    void whatIsNotRunningIsOver() {
        assertThat(journals.cancel(new WriteId(NODE, 17)).toCompletableFuture()).isDone();
    }

    @Test
    void aSingleNodeHasNoOthers() {
        remote(0, 10);
        Journals alone = new Journals(NODE, store, RemoteWrites.NONE, PATIENCE);
        assertThat(Writer.of(alone, 0, 10).hasBegun()).isTrue();
    }
}
