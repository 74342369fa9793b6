// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.ops;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReadinessTest {
    private final Readiness readiness = new Readiness();

    @Test
    void withoutConditionsItIsReady() {
        assertState(true, true, false);
        assertThat(readiness.reasons()).isEmpty();
    }

    @Test
    void itIsReadyOnceAllConditionsAreMet() {
        readiness.require("one", "One is missing.");
        readiness.require("two", "Two is missing.");
        assertState(false, false, false);
        assertThat(readiness.reasons()).containsExactly("One is missing.", "Two is missing.");
        readiness.met("one");
        assertState(false, false, false);
        assertThat(readiness.reasons()).containsExactly("Two is missing.");
        readiness.met("two");
        assertState(true, true, false);
    }

    @Test
    void aConditionIsToldInItsLatestWords() {
        readiness.require("members", "1 of 3 members has joined.");
        readiness.require("members", "2 of 3 members have joined.");
        assertThat(readiness.reasons()).containsExactly("2 of 3 members have joined.");
        readiness.met("members");
        readiness.met("members");
        assertState(true, true, false);
    }

    @Test
    void whoWorriesIsNotReadyAndTakesRequestsAllTheSame() {
        readiness.worry("isolation", "The others are away.");
        assertState(false, true, false);
        assertThat(readiness.reasons()).containsExactly("The others are away.");
        readiness.reassure("isolation");
        assertState(true, true, false);
    }

    @Test
    void whoLeavesIsNotReadyAndTakesRequestsAllTheSame() {
        readiness.leave();
        assertState(false, true, false);
        assertThat(readiness.reasons()).containsExactly("This node is stopping.");
    }

    @Test
    void whoDrainsTakesNoneAndDoesNotGoBackToLeaving() {
        readiness.drain();
        readiness.leave();
        assertState(false, false, true);
        assertThat(readiness.reasons()).containsExactly("This node is stopping.");
    }

    @Test
    void whoResumesNeedsItsConditionsStill() {
        readiness.require("one", "One is missing.");
        readiness.drain();
        assertThat(readiness.reasons())
                .containsExactly("This node is stopping.", "One is missing.");
        readiness.resume();
        assertState(false, false, false);
        readiness.met("one");
        assertState(true, true, false);
    }

    private void assertState(boolean ready, boolean serving, boolean draining) {
        assertThat(readiness.isReady()).isEqualTo(ready);
        assertThat(readiness.isServing()).isEqualTo(serving);
        assertThat(readiness.isDraining()).isEqualTo(draining);
    }
}
