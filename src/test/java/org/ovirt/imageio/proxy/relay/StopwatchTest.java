// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.ovirt.imageio.proxy.ticket.HandSetTicker;

class StopwatchTest {
    private final HandSetTicker ticker = new HandSetTicker(Long.MAX_VALUE - 1000);
    private final Stopwatch stopwatch = new Stopwatch(ticker);

    private boolean isStill(long progress, Waiting waiting) {
        return stopwatch.isStill(progress, waiting, ticker.nanos());
    }

    @Test
    void theFirstLookIsNeverStill() {
        assertThat(isStill(0, Waiting.CONNECTION)).isFalse();
        assertThat(stopwatch.stillFor(ticker.nanos())).isZero();
    }

    @Test
    void stillnessLastsFromTheFirstLookThatSawTheSame() {
        isStill(7, Waiting.DAEMON);
        ticker.advance(Duration.ofSeconds(1));
        assertThat(isStill(7, Waiting.DAEMON)).isTrue();
        ticker.advance(Duration.ofSeconds(1));
        assertThat(isStill(7, Waiting.DAEMON)).isTrue();
        assertThat(stopwatch.stillFor(ticker.nanos())).isEqualTo(Duration.ofSeconds(2).toNanos());
    }

    @Test
    void progressEndsStillness() {
        isStill(7, Waiting.DAEMON);
        ticker.advance(Duration.ofSeconds(1));
        assertThat(isStill(8, Waiting.DAEMON)).isFalse();
        assertThat(stopwatch.stillFor(ticker.nanos())).isZero();
    }

    @Test
    void waitingForAnotherEndsStillness() {
        isStill(7, Waiting.DAEMON);
        ticker.advance(Duration.ofSeconds(1));
        assertThat(isStill(7, Waiting.CLIENT)).isFalse();
        assertThat(stopwatch.stillFor(ticker.nanos())).isZero();
    }

    @Test
    void elapsedIsTheTimeSinceTheStart() {
        ticker.advance(Duration.ofMillis(1234));
        assertThat(stopwatch.elapsed()).isEqualTo(Duration.ofMillis(1234));
    }
}
