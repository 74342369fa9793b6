// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.ops;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.ovirt.imageio.proxy.config.StopConfig;

class GracefulStopTest {
    private static final Duration SHORT = Duration.ofMillis(20);
    private static final Duration LONG = Duration.ofHours(1);

    private final Readiness readiness = new Readiness();
    private final Gate gate = new Gate(readiness);
    private final AtomicInteger cuts = new AtomicInteger();

    private GracefulStop stop(Duration delay, Duration drainTimeout) {
        return new GracefulStop(
                new StopConfig(delay, drainTimeout), readiness, gate, cuts::incrementAndGet);
    }

    @Test
    void readinessGoesDownFirstAndRequestsAreTakenForAsLongAsTheDelay() {
        GracefulStop stop = stop(LONG, LONG);
        assertThat(stop.leave()).isNotDone();
        assertThat(readiness.isReady()).isFalse();
        assertThat(readiness.isServing()).isTrue();
    }

    @Test
    void theDelayEnds() {
        assertThat(stop(SHORT, LONG).leave()).succeedsWithin(Duration.ofSeconds(10));
        assertThat(stop(Duration.ZERO, LONG).leave()).isCompleted();
    }

    @Test
    void nothingIsCutThatEndsInTime() throws Exception {
        gate.enter();
        GracefulStop stop = stop(Duration.ZERO, LONG);
        CompletableFuture<Void> stopped = CompletableFuture.runAsync(stop::stop);
        await().until(readiness::isDraining);
        assertThatExceptionOfType(TimeoutException.class)
                .isThrownBy(() -> stopped.get(1, MILLISECONDS));
        gate.leave();
        stopped.get(10, SECONDS);
        assertThat(cuts).hasValue(0);
    }

    @Test
    void whatDoesNotEndInTimeIsCutOnceAndWaitedFor() {
        gate.enter();
        GracefulStop stop = stop(Duration.ZERO, SHORT);
        CompletableFuture<Void> drained = stop.drain();
        await().untilAtomic(cuts, equalTo(1));
        assertThat(stop.drain()).isNotDone();
        gate.leave();
        assertThat(drained).succeedsWithin(Duration.ofSeconds(1));
        stop.stop();
        assertThat(cuts).hasValue(1);
    }

    @Test
    void whatDoesNotEndEvenWhenItIsCutDoesNotKeepTheServer() {
        gate.enter();
        assertThat(stop(Duration.ZERO, SHORT).drain()).succeedsWithin(Duration.ofSeconds(10));
        assertThat(cuts).hasValue(1);
    }

    @Test
    void whatHasResumedIsNotCut() {
        gate.enter();
        GracefulStop stop = stop(Duration.ZERO, Duration.ofMillis(200));
        CompletableFuture<Void> drained = stop.drain();
        stop.resume();
        assertThat(readiness.isReady()).isTrue();
        assertThat(drained).succeedsWithin(Duration.ofSeconds(1));
        assertThat(gate.empty().orTimeout(400, MILLISECONDS)).failsWithin(Duration.ofSeconds(10));
        assertThat(cuts).hasValue(0);
    }

    @Test
    void afterItHasResumedItStopsAnew() {
        GracefulStop stop = stop(Duration.ZERO, SHORT);
        stop.stop();
        stop.resume();
        gate.enter();
        assertThat(stop.leave()).isCompleted();
        assertThat(readiness.isReady()).isFalse();
        assertThat(stop.drain()).isNotDone();
        await().untilAtomic(cuts, equalTo(1));
    }

    /** WildFly does when it resumes, or gives up waiting. */
    @Test
    void whoGivesUpWaitingDoesNotEndTheStop() {
        gate.enter();
        GracefulStop stop = stop(LONG, LONG);
        assertThat(stop.leave().cancel(false)).isTrue();
        assertThat(stop.drain().cancel(false)).isTrue();
        assertThat(stop.leave()).isNotDone();
        CompletableFuture<Void> drained = stop.drain();
        assertThat(drained).isNotDone();
        gate.leave();
        assertThat(drained).isCompletedWithValue(null);
    }
}
