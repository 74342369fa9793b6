// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemException;

class TransferTest {
    private static final Duration TIMEOUT = Duration.ofMinutes(5);
    private static final Duration INSTANT = Duration.ofNanos(1);

    private final HandSetTicker ticker = new HandSetTicker(TimeUnit.SECONDS.toNanos(5000));
    private final Transfer transfer = new Transfer(new SampleTicket().build(), ticker);

    /** A relay of some bytes that counts how often it was told to end. */
    private static final class Relayed implements Activity {
        private final long offset;
        private long done;
        private int canceled;
        private int stopped;

        Relayed(long offset) {
            this.offset = offset;
        }

        @Override
        public long offset() {
            return offset;
        }

        @Override
        public long done() {
            return done;
        }

        @Override
        public void cancel() {
            canceled++;
        }

        @Override
        public void stop() {
            stopped++;
        }
    }

    /** A connection that counts how often it was asked to close. */
    private static final class Counted implements OpenConnection {
        private int closings;

        @Override
        public void closeSoon() {
            closings++;
        }
    }

    private Relayed begin(long offset) {
        Relayed activity = new Relayed(offset);
        transfer.begin(activity);
        return activity;
    }

    private Counted connect() {
        Counted connection = new Counted();
        transfer.connectionOpened(connection);
        return connection;
    }

    private static void assertForbidden(ThrowingCallable call, String why) {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(call)
                .withMessageContaining(why)
                .satisfies(e -> assertThat(e.problem()).isEqualTo(Problem.FORBIDDEN));
    }

    @Test
    void aTicketIsGoodUntilItsTimeoutHasPassed() {
        ticker.advance(TIMEOUT.minus(INSTANT));
        assertThat(transfer.authorize(Operation.WRITE)).isSameAs(transfer.ticket());
        ticker.advance(INSTANT);
        assertForbidden(() -> transfer.authorize(Operation.WRITE), "expired");
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MAX_VALUE - 1000, -1000, 0, Long.MIN_VALUE})
    void aClockThatOverflowsDoesNoHarm(long start) {
        HandSetTicker overflowing = new HandSetTicker(start);
        Transfer other = new Transfer(new SampleTicket().build(), overflowing);
        assertThat(other.authorize(Operation.READ)).isNotNull();
        overflowing.advance(TIMEOUT);
        assertForbidden(() -> other.authorize(Operation.READ), "expired");
        assertThat(other.age()).isEqualTo(TIMEOUT);
        assertThat(other.expiredFor()).isZero();
    }

    @Test
    void whatTheTicketDoesNotAllowIsForbidden() {
        Transfer reading =
                new Transfer(new SampleTicket().operations(Operation.READ).build(), ticker);
        assertThat(reading.authorize(Operation.READ)).isNotNull();
        assertForbidden(() -> reading.authorize(Operation.WRITE), "does not allow to write");
    }

    @Test
    void touchingLetsTheTimeoutBeginAnew() {
        ticker.advance(TIMEOUT.minus(INSTANT));
        transfer.touch();
        ticker.advance(TIMEOUT.minus(INSTANT));
        assertThat(transfer.authorize(Operation.READ)).isNotNull();
        ticker.advance(INSTANT);
        assertForbidden(() -> transfer.authorize(Operation.READ), "expired");
    }

    @Test
    void extendingSetsTheEndFromNowLongerOrShorter() {
        transfer.extend(Duration.ofSeconds(1000));
        ticker.advance(Duration.ofSeconds(1000).minus(INSTANT));
        assertThat(transfer.authorize(Operation.READ)).isNotNull();
        transfer.extend(Duration.ofSeconds(1));
        ticker.advance(Duration.ofSeconds(1));
        assertForbidden(() -> transfer.authorize(Operation.READ), "expired");
    }

    @Test
    void anExpiredTicketCanBeExtended() {
        ticker.advance(TIMEOUT.plusHours(1));
        transfer.extend(Duration.ofSeconds(1));
        assertThat(transfer.authorize(Operation.READ)).isNotNull();
    }

    @Test
    void extendingByNothingEndsTheTicket() {
        transfer.extend(Duration.ZERO);
        assertForbidden(() -> transfer.authorize(Operation.READ), "expired");
    }

    @Test
    void extendingIsNoAccess() {
        ticker.advance(Duration.ofSeconds(7));
        transfer.extend(Duration.ofSeconds(1000));
        assertThat(transfer.status().idleTime()).isEqualTo(7);
    }

    @Test
    void aFinishedActivityExtendsTheTicketByItsTimeout() {
        Relayed activity = begin(0);
        ticker.advance(TIMEOUT.multipliedBy(3));
        transfer.finish(activity);
        ticker.advance(TIMEOUT.minus(INSTANT));
        assertThat(transfer.authorize(Operation.READ)).isNotNull();
        ticker.advance(INSTANT);
        assertForbidden(() -> transfer.authorize(Operation.READ), "expired");
    }

    @Test
    void beginningAnActivityDoesNotExtendTheTicket() {
        ticker.advance(TIMEOUT.minus(INSTANT));
        begin(0);
        ticker.advance(INSTANT);
        assertForbidden(() -> transfer.authorize(Operation.READ), "expired");
    }

    @Test
    void onlyATicketWithNothingGoingOnCountsAsExpired() {
        assertThat(transfer.expiredFor()).isEqualTo(TIMEOUT.negated());
        Relayed activity = begin(0);
        ticker.advance(TIMEOUT.plusSeconds(5));
        assertThat(transfer.expiredFor()).isNegative();
        transfer.finish(activity);
        ticker.advance(TIMEOUT.plusSeconds(5));
        assertThat(transfer.expiredFor()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void transferredIsTheUnionOfFinishedAndRunning() {
        Relayed finished = begin(0);
        finished.done = 100;
        transfer.finish(finished);
        Relayed overlapping = begin(50);
        overlapping.done = 100;
        Relayed apart = begin(500);
        apart.done = 1;
        assertThat(transfer.transferred()).isEqualTo(151);
        overlapping.done = 200;
        assertThat(transfer.transferred()).isEqualTo(251);
        transfer.finish(overlapping);
        transfer.finish(apart);
        assertThat(transfer.transferred()).isEqualTo(251);
    }

    @Test
    void finishingTwiceHasNoEffect() {
        Relayed activity = begin(0);
        activity.done = 10;
        transfer.finish(activity);
        activity.done = 20;
        ticker.advance(Duration.ofSeconds(3));
        transfer.finish(activity);
        assertThat(transfer.transferred()).isEqualTo(10);
        assertThat(transfer.status().idleTime()).isEqualTo(3);
    }

    @Test
    void removalEndsAtOnceWhereNothingIsGoingOn() {
        Counted connection = connect();
        transfer.cancel();
        assertThat(transfer.ended()).isCompleted();
        assertThat(connection.closings).isEqualTo(1);
    }

    @Test
    void whatRunsIsToldToStopAndTheTicketStays() {
        Relayed first = begin(0);
        Relayed over = begin(0);
        transfer.finish(over);
        transfer.stopRunning();
        assertThat(first.stopped).isEqualTo(1);
        assertThat(first.canceled).isZero();
        assertThat(over.stopped).isZero();
        assertThat(transfer.authorize(Operation.READ)).isNotNull();
        Relayed next = begin(0);
        assertThat(next.stopped).isZero();
    }

    @Test
    void removalEndsWithTheLastActivity() {
        Relayed first = begin(0);
        Relayed second = begin(0);
        transfer.cancel();
        assertThat(first.canceled).isEqualTo(1);
        assertThat(second.canceled).isEqualTo(1);
        transfer.finish(first);
        assertThat(transfer.ended()).isNotDone();
        transfer.finish(second);
        assertThat(transfer.ended()).isCompleted();
    }

    @Test
    void aConnectionInUseIsClosedOnlyWhenTheLastActivityHasEnded() {
        Counted connection = connect();
        Relayed activity = begin(0);
        transfer.cancel();
        assertThat(connection.closings).isZero();
        transfer.finish(activity);
        assertThat(connection.closings).isEqualTo(1);
    }

    @Test
    void anActivityThatEndsInsideItsCancellationEndsTheRemoval() {
        transfer.begin(
                new EndlessActivity() {
                    @Override
                    public void cancel() {
                        transfer.finish(this);
                    }
                });
        transfer.cancel();
        assertThat(transfer.ended()).isCompleted();
    }

    @Test
    void removalCanBeRepeated() {
        Relayed activity = begin(0);
        transfer.cancel();
        transfer.cancel();
        assertThat(transfer.ended()).isNotDone();
        transfer.finish(activity);
        transfer.cancel();
        assertThat(transfer.ended()).isCompleted();
    }

    @Test
    void nothingNewBeginsAfterARemoval() {
        transfer.cancel();
        assertForbidden(() -> transfer.authorize(Operation.READ), "canceled");
        assertForbidden(() -> transfer.begin(new Relayed(0)), "canceled");
        assertForbidden(() -> transfer.connectionOpened(new Counted()), "canceled");
        assertThat(transfer.status().active()).isFalse();
        assertThat(transfer.status().connections()).isZero();
    }

    @Test
    void nobodyCanEndARemovalByCompletingWhatTheyWereGiven() {
        begin(0);
        transfer.cancel();
        transfer.ended().complete(null);
        assertThat(transfer.ended()).isNotDone();
    }

    @Test
    void anActivityThatIsNotCanceledEndsNothing() {
        transfer.finish(begin(0));
        assertThat(transfer.ended()).isNotDone();
    }

    @Test
    void aReplacementStartsItsCountAndItsTimeoutAnew() {
        Relayed activity = begin(0);
        activity.done = 10;
        transfer.finish(activity);
        ticker.advance(TIMEOUT.minus(INSTANT));
        Ticket longer = new SampleTicket().timeout(Duration.ofMinutes(15)).build();
        assertThat(transfer.replace(longer)).isTrue();
        assertThat(transfer.ticket()).isSameAs(longer);
        assertThat(transfer.transferred()).isZero();
        ticker.advance(Duration.ofMinutes(15).minus(INSTANT));
        assertThat(transfer.authorize(Operation.READ)).isSameAs(longer);
        ticker.advance(INSTANT);
        assertForbidden(() -> transfer.authorize(Operation.READ), "expired");
    }

    @Test
    void aRunningActivityGoesOnUnderTheReplacement() {
        Relayed activity = begin(0);
        transfer.replace(new SampleTicket().build());
        activity.done = 5;
        assertThat(activity.canceled).isZero();
        assertThat(transfer.transferred()).isEqualTo(5);
        transfer.cancel();
        assertThat(activity.canceled).isEqualTo(1);
    }

    @Test
    void aTransferThatIsEndingTakesNoReplacement() {
        Ticket before = transfer.ticket();
        transfer.cancel();
        assertThat(transfer.replace(new SampleTicket().size(1).build())).isFalse();
        assertThat(transfer.ticket()).isSameAs(before);
    }

    @Test
    void statusTellsWhatIsGoingOn() {
        Relayed activity = begin(0);
        activity.done = 42;
        Counted connection = connect();
        connect();
        transfer.connectionClosed(connection);
        ticker.advance(Duration.ofSeconds(9));
        TransferStatus status = transfer.status();
        assertThat(status.ticket()).isSameAs(transfer.ticket());
        assertThat(status.active()).isTrue();
        assertThat(status.canceled()).isFalse();
        assertThat(status.connections()).isEqualTo(1);
        assertThat(status.expires()).isEqualTo(5300);
        assertThat(status.idleTime()).isZero();
        assertThat(status.transferred()).hasValue(42);
    }

    @Test
    void statusTellsForHowLongNothingHasHappened() {
        transfer.finish(begin(0));
        ticker.advance(Duration.ofSeconds(9).minus(INSTANT));
        assertThat(transfer.status().active()).isFalse();
        assertThat(transfer.status().idleTime()).isEqualTo(8);
        ticker.advance(INSTANT);
        assertThat(transfer.status().idleTime()).isEqualTo(9);
    }

    @Test
    void aTicketForBothOperationsHasNoMeaningfulCount() {
        Transfer both =
                new Transfer(
                        new SampleTicket().operations(Operation.READ, Operation.WRITE).build(),
                        ticker);
        assertThat(both.status().transferred()).isEmpty();
    }

    @Test
    void statusTellsOfARemovalThatHasToWait() {
        begin(0);
        transfer.cancel();
        assertThat(transfer.status().canceled()).isTrue();
        assertThat(transfer.status().active()).isTrue();
    }

    @Test
    void theAgeIsCountedFromTheInstallation() {
        ticker.advance(Duration.ofSeconds(10));
        transfer.touch();
        ticker.advance(Duration.ofSeconds(10));
        assertThat(transfer.age()).isEqualTo(Duration.ofSeconds(20));
    }
}
