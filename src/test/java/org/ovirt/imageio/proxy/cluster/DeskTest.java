// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.cluster.Address;
import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.impl.MemberImpl;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.ovirt.imageio.proxy.cluster.PeerRequest.Kind;
import org.ovirt.imageio.proxy.config.SessionLimits;
import org.ovirt.imageio.proxy.session.LocalSessions;
import org.ovirt.imageio.proxy.session.Sessions;
import org.ovirt.imageio.proxy.ticket.HandSetTicker;
import org.ovirt.imageio.proxy.ticket.MemoryJournals;
import org.ovirt.imageio.proxy.ticket.Transfers;

/** What a node says to another one that has started after a third was lost. */
class DeskTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String GONE = "gone";

    private final HandSetTicker ticker = new HandSetTicker(0);
    private final List<Member> others = new ArrayList<>();
    private final LostNodes lost =
            new LostNodes(() -> List.copyOf(others), LIMIT, ticker, () -> {});
    private final Desk desk = desk();

    private Desk desk() {
        Desk opened = new Desk();
        Sessions sessions =
                new Sessions(
                        new LocalSessions(ticker),
                        new SessionLimits(Duration.ofHours(1), 1, 1),
                        Duration.ZERO,
                        Clock.systemUTC(),
                        ticker);
        opened.open(
                new Desk.Parts(
                        new Transfers(ticker, 1, Duration.ofDays(1), new MemoryJournals()),
                        sessions,
                        number -> CompletableFuture.completedFuture(null),
                        GONE::equals,
                        lost));
        return opened;
    }

    private void lose() throws Exception {
        others.add(
                new MemberImpl.Builder(
                                new Address("127.0.0.1", InetAddress.getLoopbackAddress(), 1))
                        .uuid(UUID.randomUUID())
                        .attributes(Map.of(MemberSettings.NODE, GONE))
                        .build());
        lost.begin();
        others.clear();
    }

    private boolean isOver(Kind kind, String subject) {
        return desk.answer(new PeerRequest(kind, subject)).over();
    }

    private void assertEndsAreOver(boolean over) {
        String id = UUID.randomUUID().toString();
        assertThat(isOver(Kind.END_TICKET, id)).isEqualTo(over);
        assertThat(isOver(Kind.END_SESSION, id)).isEqualTo(over);
        assertThat(isOver(Kind.GONE, GONE)).isEqualTo(over);
    }

    @Test
    void nothingIsOverWhileANodeIsLostThatMayRelay() throws Exception {
        assertEndsAreOver(true);
        lose();
        assertEndsAreOver(false);
        assertThat(isOver(Kind.GONE, "another")).isTrue();
        ticker.advance(LIMIT.plusNanos(1));
        assertEndsAreOver(true);
    }

    @Test
    void aNodeThatHasSaidGoodbyeIsNotWaitedFor() throws Exception {
        assertThat(isOver(Kind.GOODBYE, GONE)).isTrue();
        lose();
        assertEndsAreOver(true);
    }
}
