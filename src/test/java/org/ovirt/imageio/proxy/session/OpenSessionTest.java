// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemException;
import org.ovirt.imageio.proxy.ticket.EndlessActivity;
import org.ovirt.imageio.proxy.ticket.HandSetTicker;

class OpenSessionTest {
    private static final Duration WINDOW = Duration.ofMinutes(5);
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final Duration MOMENT = Duration.ofNanos(1);

    private final HandSetTicker ticker = new HandSetTicker(Long.MAX_VALUE - 5);
    private final OpenSession session = new OpenSession(content(WINDOW), LONGEST, ticker);

    @Test
    void lastsAsLongAsItsTokenWhenItIsNotUsed() {
        ticker.advance(WINDOW.minus(MOMENT));
        assertThat(session.isOver()).isFalse();
        ticker.advance(MOMENT);
        assertThat(session.isOver()).isTrue();
    }

    @Test
    void lastsLongerWithEachRelayThatEnds() {
        EndlessActivity relay = new EndlessActivity();
        ticker.advance(WINDOW.minus(MOMENT));
        session.begin(relay);
        session.finish(relay);
        ticker.advance(WINDOW.minus(MOMENT));
        assertThat(session.isOver()).isFalse();
    }

    @Test
    void lastsWhileBytesFlowAndForItsTokensTimeAfterwards() {
        EndlessActivity relay = new EndlessActivity();
        session.begin(relay);
        ticker.advance(WINDOW.multipliedBy(3));
        assertThat(session.isOver()).isFalse();
        session.finish(relay);
        ticker.advance(WINDOW.minus(MOMENT));
        assertThat(session.isOver()).isFalse();
        ticker.advance(MOMENT);
        assertThat(session.isOver()).isTrue();
    }

    @Test
    void isOverAfterItsLongestTimeHoweverMuchItIsUsed() {
        EndlessActivity relay = new EndlessActivity();
        session.begin(relay);
        ticker.advance(LONGEST.minus(MOMENT));
        assertThat(session.isOver()).isFalse();
        ticker.advance(MOMENT);
        assertThat(session.isOver()).isTrue();
    }

    @Test
    void isRetiredWhenNothingRunsThatCouldBeTakenBack() {
        EndlessActivity relay = new EndlessActivity();
        session.begin(relay);
        ticker.advance(LONGEST);
        assertThat(session.isOver()).isTrue();
        assertThat(session.retire()).isFalse();
        session.finish(relay);
        assertThat(session.retire()).isTrue();
        assertThatThrownBy(() -> session.begin(relay)).isInstanceOf(ProblemException.class);
    }

    @Test
    void whatRunsIsNotCanceledByAge() {
        Canceled relay = new Canceled();
        session.begin(relay);
        ticker.advance(LONGEST.multipliedBy(2));
        assertThat(session.isOver()).isTrue();
        assertThat(relay.canceled).isFalse();
    }

    @Test
    void revocationCancelsWhatRunsAndWaitsForIt() {
        Canceled one = new Canceled();
        Canceled other = new Canceled();
        session.begin(one);
        session.begin(other);
        CompletableFuture<Void> ended = session.revoke();
        assertThat(one.canceled).isTrue();
        assertThat(other.canceled).isTrue();
        session.finish(one);
        session.finish(one);
        assertThat(ended).isNotDone();
        session.finish(other);
        assertThat(ended).isCompleted();
    }

    @Test
    void nothingBeginsAfterRevocation() {
        assertThat(session.revoke()).isCompleted();
        assertThat(session.isOver()).isTrue();
        assertThatThrownBy(() -> session.begin(new EndlessActivity()))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem()).isEqualTo(Problem.UNAUTHORIZED));
    }

    @Test
    void aNewTokenStartsItsTimeAnewAndLeavesWhatRuns() {
        Canceled relay = new Canceled();
        session.begin(relay);
        ticker.advance(LONGEST.minus(MOMENT));
        session.renew(content(Duration.ofMinutes(10)));
        session.finish(relay);
        ticker.advance(Duration.ofMinutes(10).minus(MOMENT));
        assertThat(session.isOver()).isFalse();
        ticker.advance(MOMENT);
        assertThat(session.isOver()).isTrue();
        assertThat(relay.canceled).isFalse();
    }

    private static ImageSession content(Duration window) {
        return new ImageSession(UUID.randomUUID(), SampleGrant.access(), window, false);
    }

    private static final class Canceled extends EndlessActivity {
        private boolean canceled;

        @Override
        public void cancel() {
            canceled = true;
        }
    }
}
