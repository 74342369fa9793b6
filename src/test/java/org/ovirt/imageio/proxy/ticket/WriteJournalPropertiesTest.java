// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.ticket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * A journal beside an image of a few bytes, whose daemon may lose whatever it has not flushed, and
 * which two nodes write in any order.
 */
class WriteJournalPropertiesTest {
    private static final int SIZE = 24;

    private enum Kind {
        BEGIN,
        BEGIN_WITH_FLUSH,
        FLUSH,
        SUCCEED,
        FAIL,
        NODE_DIES,
        STORE_MOVES
    }

    /** One thing that happens; what the numbers mean depends on its kind. */
    record Step(Kind kind, int first, int second) {
        Span span() {
            return new Span(Math.min(first, second), Math.max(first, second));
        }

        String node() {
            return first % 2 == 0 ? "even" : "odd";
        }
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Integer> place = Arbitraries.integers().between(0, SIZE);
        Arbitrary<Kind> kinds =
                Arbitraries.frequency(
                        Tuple.of(6, Kind.BEGIN),
                        Tuple.of(4, Kind.BEGIN_WITH_FLUSH),
                        Tuple.of(2, Kind.FLUSH),
                        Tuple.of(9, Kind.SUCCEED),
                        Tuple.of(2, Kind.FAIL),
                        Tuple.of(1, Kind.NODE_DIES),
                        Tuple.of(1, Kind.STORE_MOVES));
        return Combinators.combine(kinds, place, place).as(Step::new).list().ofMaxSize(60);
    }

    /** The truth, byte by byte: which write's content is there, and which on the disk. */
    private static final class Model {
        private static final long NOBODY = 0;

        /** Something that no acknowledged write has put there alone. */
        private static final long UNKNOWN = -1;

        private final long[] acknowledged = new long[SIZE];
        private final long[] onDisk = new long[SIZE];

        void overwritten(Span span) {
            fill(acknowledged, span, UNKNOWN);
            fill(onDisk, span, UNKNOWN);
        }

        void acknowledged(OpenWrite write) {
            fill(acknowledged, write.span(), write.id().number());
        }

        void flushed(List<Long> atLeast, OpenWrite write) {
            for (int i = 0; i < SIZE; i++) {
                if (atLeast.get(i) > NOBODY && acknowledged[i] == atLeast.get(i)) {
                    onDisk[i] = acknowledged[i];
                }
            }
            fill(onDisk, write.span(), write.id().number());
        }

        private static void fill(long[] bytes, Span span, long value) {
            Arrays.fill(bytes, (int) span.start(), (int) span.end(), value);
        }
    }

    /** What the daemon had acknowledged when a write began. */
    private record Running(OpenWrite write, List<Long> before) {}

    /** Plays steps on a journal and on the truth. */
    private static final class Play {
        private final Model model = new Model();
        private final List<Running> running = new ArrayList<>();
        private WriteJournal journal = new WriteJournal();
        private long numbers;

        void take(Step step) {
            switch (step.kind()) {
                case BEGIN -> begin(step.node(), step.span(), false);
                case BEGIN_WITH_FLUSH -> begin(step.node(), step.span(), true);
                case FLUSH -> begin(step.node(), Span.NONE, true);
                case SUCCEED -> end(step, true);
                case FAIL -> end(step, false);
                case NODE_DIES -> nodeDies(step.node());
                case STORE_MOVES -> journal = new WriteJournal(journal.state());
            }
        }

        /** Whoever comes next ends what it has left open. */
        void nodeDies(String node) {
            List<Running> left =
                    running.stream().filter(one -> one.write().id().node().equals(node)).toList();
            running.removeAll(left);
            left.forEach(one -> journal.end(one.write().id(), false));
        }

        void begin(String node, Span span, boolean flush) {
            OpenWrite write = new OpenWrite(new WriteId(node, ++numbers), span, flush);
            List<OpenWrite> conflicts = journal.begin(write);
            assertThat(conflicts)
                    .containsExactlyInAnyOrderElementsOf(
                            running.stream()
                                    .map(Running::write)
                                    .filter(other -> haveAByteInCommon(other.span(), span))
                                    .toList());
            if (conflicts.isEmpty()) {
                running.add(new Running(write, Arrays.stream(model.acknowledged).boxed().toList()));
                model.overwritten(span);
            }
        }

        private static boolean haveAByteInCommon(Span one, Span other) {
            for (long i = one.start(); i < one.end(); i++) {
                if (i >= other.start() && i < other.end()) {
                    return true;
                }
            }
            return false;
        }

        void end(Step step, boolean done) {
            if (running.isEmpty()) {
                journal.end(new WriteId(step.node(), numbers + 1), done);
                return;
            }
            Running one = running.remove(step.first() % running.size());
            if (done) {
                model.acknowledged(one.write());
                if (one.write().flush()) {
                    model.flushed(one.before(), one.write());
                }
            }
            journal.end(one.write().id(), done);
        }

        void assertThatTheJournalSaysNothingThatIsNotTrue() {
            JournalView view = journal.view();
            for (int i = 0; i < SIZE; i++) {
                boolean written = has(view.written(), i);
                boolean flushed = has(view.flushed(), i);
                assertThat(written && flushed).as("byte %d is in both", i).isFalse();
                if (written || flushed) {
                    assertThat(model.acknowledged[i]).as("byte %d", i).isPositive();
                }
                if (flushed) {
                    assertThat(model.onDisk[i])
                            .as("byte %d on disk", i)
                            .isEqualTo(model.acknowledged[i]);
                }
                assertThat(has(view.missing(SIZE), i)).isEqualTo(!written && !flushed);
            }
        }

        /** Nothing is lost either as long as there are few ranges. */
        void assertThatTheJournalSaysAllThatIsTrue() {
            JournalView view = journal.view();
            for (int i = 0; i < SIZE; i++) {
                boolean acknowledged = model.acknowledged[i] > 0;
                assertThat(has(view.written(), i) || has(view.flushed(), i))
                        .as("byte %d", i)
                        .isEqualTo(acknowledged);
                assertThat(has(view.flushed(), i))
                        .as("byte %d on disk", i)
                        .isEqualTo(acknowledged && model.onDisk[i] == model.acknowledged[i]);
            }
        }
    }

    private static boolean has(List<Span> spans, long place) {
        return spans.stream().anyMatch(span -> span.start() <= place && place < span.end());
    }

    @Property
    void itNeverSaysMoreThanIsTrue(@ForAll("steps") List<Step> steps) {
        Play play = new Play();
        for (Step step : steps) {
            play.take(step);
            play.assertThatTheJournalSaysNothingThatIsNotTrue();
            play.assertThatTheJournalSaysAllThatIsTrue();
        }
    }

    @Property
    void whoSendsAgainWhatIsMissingOrUnflushedEndsWithAllFlushed(
            @ForAll("steps") List<Step> steps) {
        Play play = new Play();
        steps.forEach(play::take);
        play.take(new Step(Kind.NODE_DIES, 0, 0));
        play.take(new Step(Kind.NODE_DIES, 1, 0));
        JournalView view = play.journal.view();
        List<Span> toSend = new ArrayList<>(view.missing(SIZE));
        toSend.addAll(view.written());
        for (Span span : toSend) {
            play.begin("client", span, false);
            play.end(new Step(Kind.SUCCEED, 0, 0), true);
        }
        play.begin("client", Span.NONE, true);
        play.end(new Step(Kind.SUCCEED, 0, 0), true);
        assertThat(play.journal.view().flushed()).containsExactly(new Span(0, SIZE));
        play.assertThatTheJournalSaysNothingThatIsNotTrue();
    }
}
