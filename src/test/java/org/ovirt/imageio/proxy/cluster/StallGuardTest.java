// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemException;
import org.ovirt.imageio.proxy.ticket.DaemonUri;
import org.ovirt.imageio.proxy.ticket.SampleTicket;
import org.ovirt.imageio.proxy.ticket.Standing;
import org.ovirt.imageio.proxy.ticket.Ticket;
import org.ovirt.imageio.proxy.ticket.Version;

class StallGuardTest {
    private static final Duration GRACE = Duration.ofMinutes(2);
    private static final long LOSS = 10_000_000;
    private static final Ticket TICKET = new SampleTicket().timeout(Duration.ofHours(1)).build();

    private final List<TicketRecord> records = new ArrayList<>();
    private final List<Boolean> touches = new ArrayList<>();
    private CompletableFuture<Void> answer = CompletableFuture.completedFuture(null);
    private long now = LOSS;
    private boolean acting = true;
    private final ToldLog log = new ToldLog();
    private final StallGuard guard = new StallGuard(GRACE, () -> now, () -> acting, log);

    private CompletableFuture<Void> touch(DaemonUri image, boolean vouched) {
        assertThat(image).isEqualTo(TICKET.daemon());
        touches.add(vouched);
        return answer;
    }

    private int touchesAt(long time) {
        now = time;
        touches.clear();
        guard.watch(
                since -> records.stream().filter(record -> record.usedAt() >= since).toList(),
                this::touch);
        return touches.size();
    }

    private void used(long at) {
        used(at, Standing.INSTALLED);
    }

    private void used(long at, Standing standing) {
        records.clear();
        records.add(TicketRecord.of(standing, Version.NONE, TICKET, at));
    }

    @Test
    void whatWasInUseIsTouchedAgainAndAgainUntilTheGraceIsOver() {
        used(LOSS - 1000);
        assertThat(touchesAt(LOSS)).isZero();
        guard.lost();
        assertThat(touchesAt(LOSS + 1)).isEqualTo(1);
        assertThat(touchesAt(LOSS + GRACE.toMillis() - 1)).isEqualTo(1);
        assertThat(touchesAt(LOSS + GRACE.toMillis())).isZero();
        assertThat(touchesAt(LOSS + 1)).isZero();
    }

    @Test
    void whatIsUsedAgainIsLeftToItsClient() {
        used(LOSS - 1000);
        guard.lost();
        assertThat(touchesAt(LOSS + 10_000)).isEqualTo(1);
        used(LOSS + 15_000);
        assertThat(touchesAt(LOSS + 20_000)).isZero();
    }

    @Test
    void whatHadBeenIdleForAMinuteIsNotTouched() {
        guard.lost();
        used(LOSS - 60_000);
        assertThat(touchesAt(LOSS + 10_000)).isEqualTo(1);
        used(LOSS - 60_001);
        assertThat(touchesAt(LOSS + 10_000)).isZero();
    }

    @Test
    void whatIsRemovedOrHasExpiredIsNotTouched() {
        used(LOSS);
        guard.lost();
        records.add(records.remove(0).removed());
        assertThat(touchesAt(LOSS + 10_000)).isZero();
        used(LOSS);
        records.add(records.remove(0).endingAt(LOSS + 10_000, LOSS));
        assertThat(touchesAt(LOSS + 9_999)).isEqualTo(1);
        assertThat(touchesAt(LOSS + 10_000)).isZero();
    }

    @Test
    void anotherNodeTakesOverWhatItHasSeenItself() {
        used(LOSS);
        acting = false;
        guard.lost();
        assertThat(touchesAt(LOSS + 10_000)).isZero();
        acting = true;
        assertThat(touchesAt(LOSS + 20_000)).isEqualTo(1);
    }

    @Test
    void eachLossHasItsOwnGrace() {
        used(LOSS);
        guard.lost();
        now = LOSS + 100_000;
        guard.lost();
        // Idle for too long when the second was lost, so the first one's grace counts.
        assertThat(touchesAt(LOSS + GRACE.toMillis() - 1)).isEqualTo(1);
        assertThat(touchesAt(LOSS + GRACE.toMillis())).isZero();
        used(LOSS + 90_000);
        assertThat(touchesAt(LOSS + GRACE.toMillis())).isEqualTo(1);
    }

    @Test
    void onlyADaemonThatTheEngineHasNamedIsVouchedFor() {
        guard.lost();
        for (Standing standing : List.of(Standing.TOKEN, Standing.OPENED_TOKEN)) {
            used(LOSS, standing);
            touchesAt(LOSS + 1);
            assertThat(touches).containsExactly(false);
        }
        used(LOSS, Standing.INSTALLED);
        touchesAt(LOSS + 1);
        assertThat(touches).containsExactly(true);
    }

    @Test
    void aFailureIsToldOnceWithoutIds() {
        used(LOSS);
        guard.lost();
        answer =
                CompletableFuture.failedFuture(
                        new ProblemException(Problem.DAEMON_UNREACHABLE, "away"));
        touchesAt(LOSS + 1);
        touchesAt(LOSS + 10_000);
        assertThat(log.messages())
                .singleElement()
                .asString()
                .startsWith("INFO")
                .contains(TICKET.transferId(), "away")
                .doesNotContain(TICKET.id().value());
    }

    @Test
    void withoutAGraceNothingIsTouched() {
        StallGuard off = new StallGuard(Duration.ZERO, () -> now, () -> true, log);
        used(LOSS);
        off.lost();
        off.watch(since -> records, this::touch);
        assertThat(off.isOn()).isFalse();
        assertThat(touches).isEmpty();
    }

    @Test
    void aShortGraceIsNotOverBeforeTheFirstTouch() {
        assertThat(guard.pause()).isEqualTo(Duration.ofSeconds(10));
        StallGuard brief = new StallGuard(Duration.ofSeconds(4), () -> now, () -> true, log);
        assertThat(brief.pause()).isEqualTo(Duration.ofSeconds(1));
    }
}
