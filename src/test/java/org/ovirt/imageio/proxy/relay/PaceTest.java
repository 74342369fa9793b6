// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.ovirt.imageio.proxy.ticket.HandSetTicker;

class PaceTest {
    private static final long WINDOW = 16 << 20;
    private static final Duration FAST = Duration.ofSeconds(2).minusNanos(1);
    private static final Duration SLOW = Duration.ofSeconds(2);

    private final HandSetTicker ticker = new HandSetTicker(Long.MAX_VALUE - 1000);
    private final Pace pace = new Pace(ticker);

    @Test
    void aConnectionThatMovesMuchInAShortTimeIsFast() {
        pace.moved(WINDOW - 1);
        assertThat(pace.isFast()).isFalse();
        ticker.advance(FAST);
        pace.moved(1);
        assertThat(pace.isFast()).isTrue();
    }

    @Test
    void aConnectionThatMovesMuchInALongTimeIsNot() {
        ticker.advance(SLOW);
        pace.moved(WINDOW);
        assertThat(pace.isFast()).isFalse();
    }

    @Test
    void eachWindowIsMeasuredAnew() {
        ticker.advance(FAST);
        pace.moved(WINDOW + 5);
        ticker.advance(SLOW);
        pace.moved(WINDOW - 1);
        assertThat(pace.isFast()).isTrue();
        pace.moved(1);
        assertThat(pace.isFast()).isFalse();
        ticker.advance(FAST);
        pace.moved(WINDOW);
        assertThat(pace.isFast()).isTrue();
    }

    @Test
    void aConnectionThatStallsIsNoLongerFast() {
        pace.moved(WINDOW);
        assertThat(pace.isFast()).isTrue();
        pace.stalled();
        assertThat(pace.isFast()).isFalse();
    }
}
