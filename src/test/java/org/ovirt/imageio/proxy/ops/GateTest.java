// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemException;

class GateTest {
    private final Readiness readiness = new Readiness();
    private final Gate gate = new Gate(readiness);

    @Test
    void itIsEmptyOnceAllHaveLeft() {
        assertThat(gate.empty()).isCompleted();
        gate.enter();
        gate.enter();
        CompletableFuture<Void> empty = gate.empty();
        CompletableFuture<Void> same = gate.empty();
        gate.leave();
        assertThat(empty).isNotDone();
        gate.leave();
        assertThat(empty).isCompleted();
        assertThat(same).isCompleted();
    }

    @Test
    void whoGivesUpWaitingDoesNotKeepOthersFromIt() {
        gate.enter();
        CompletableFuture<Void> other = gate.empty();
        gate.empty().cancel(false);
        assertThat(other).isNotDone();
        gate.leave();
        assertThat(other).isCompletedWithValue(null);
    }

    @Test
    void afterTheyHaveLeftOthersAreWaitedForAnew() {
        gate.enter();
        CompletableFuture<Void> first = gate.empty();
        gate.leave();
        gate.enter();
        assertThat(first).isCompleted();
        assertThat(gate.empty()).isNotDone();
    }

    @Test
    void nobodyEntersWhileItDrains() {
        readiness.drain();
        assertRefused(Problem.STOPPING, "stopping");
    }

    @Test
    void nobodyEntersWhileAConditionIsNotMet() {
        readiness.require("one", "One is missing.");
        assertRefused(Problem.NOT_READY, "not ready yet");
    }

    @Test
    void whoLeavesLetsThemInStill() {
        readiness.leave();
        gate.enter();
        assertThat(gate.empty()).isNotDone();
    }

    private void assertRefused(Problem problem, String words) {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(gate::enter)
                .withMessageContaining(words)
                .withMessageContaining("retry")
                .extracting(ProblemException::problem)
                .isEqualTo(problem);
        assertThat(gate.empty()).isCompleted();
    }
}
