// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.ticket.HandSetTicker;

class LeaseTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Duration MARGIN = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofSeconds(4);

    private final HandSetTicker ticker = new HandSetTicker(-5);
    private boolean quorum = true;
    private final Lease lease = new Lease(ticker, LIMIT, () -> quorum);

    private void assertRefused(Problem problem) {
        assertThat(Objects.requireNonNull(lease.refusal()).problem()).isEqualTo(problem);
    }

    private void beatFor(Duration time) {
        for (long i = 0; i < time.dividedBy(Lease.BEAT); i++) {
            ticker.advance(Lease.BEAT);
            assertThat(lease.beat()).isFalse();
        }
    }

    @Test
    void aNodeThatBeatsMayMoveBytes() {
        beatFor(Duration.ofMinutes(10));
        assertThat(lease.refusal()).isNull();
    }

    @Test
    void aNodeThatStoodStillMayNotBeforeItHasBeenRefreshed() {
        ticker.advance(PAUSE);
        assertThat(lease.refusal()).isNull();
        ticker.advance(Duration.ofNanos(1));
        // Also when a relay is sooner awake than the heart.
        assertRefused(Problem.NODE_PAUSED);
        assertThat(lease.beat()).isTrue();
        assertRefused(Problem.NODE_PAUSED);
        ticker.advance(Lease.BEAT);
        assertThat(lease.beat()).isTrue();
        lease.refreshed();
        assertThat(lease.refusal()).isNull();
        assertThat(lease.beat()).isFalse();
    }

    @Test
    void aNodeThatIsCutOffStopsBeforeTheOthersNoLongerWaitForIt() {
        quorum = false;
        beatFor(LIMIT.minus(MARGIN));
        assertThat(lease.refusal()).isNull();
        beatFor(Lease.BEAT);
        assertRefused(Problem.CLUSTER_MINORITY);
    }

    @Test
    void aNodeThatIsBackGoesOnAfterItHasBeenRefreshed() {
        quorum = false;
        beatFor(LIMIT);
        quorum = true;
        ticker.advance(Lease.BEAT);
        assertThat(lease.beat()).isTrue();
        assertRefused(Problem.NODE_PAUSED);
        lease.refreshed();
        assertThat(lease.refusal()).isNull();
        quorum = false;
        beatFor(LIMIT.minus(MARGIN));
        assertThat(lease.refusal()).isNull();
    }
}
