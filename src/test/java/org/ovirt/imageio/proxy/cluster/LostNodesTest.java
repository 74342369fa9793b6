// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.cluster.Address;
import com.hazelcast.cluster.Cluster;
import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.impl.MemberImpl;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.ovirt.imageio.proxy.ticket.HandSetTicker;
import org.ovirt.imageio.testing.server.Ports;

class LostNodesTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final HandSetTicker ticker = new HandSetTicker(0);
    private final AtomicInteger losses = new AtomicInteger();
    private final List<Member> others = new ArrayList<>();
    private final LostNodes lost =
            new LostNodes(() -> List.copyOf(others), LIMIT, ticker, losses::incrementAndGet);
    private final int port = Ports.free();
    private final Member node = node();

    private Member node() {
        return new MemberImpl.Builder(
                        new Address("127.0.0.1", InetAddress.getLoopbackAddress(), port))
                .uuid(UUID.randomUUID())
                .attributes(Map.of(MemberSettings.NODE, UUID.randomUUID().toString()))
                .build();
    }

    private static MembershipEvent event(Member member, int type) {
        Cluster none =
                (Cluster)
                        Proxy.newProxyInstance(
                                LostNodesTest.class.getClassLoader(),
                                new Class<?>[] {Cluster.class},
                                (proxy, method, arguments) -> null);
        return new MembershipEvent(none, member, type, Set.of());
    }

    private void lose(Member member) {
        lost.memberRemoved(event(member, MembershipEvent.MEMBER_REMOVED));
    }

    @Test
    void aLostNodeMayRelayUntilTheTimeIsOverAfterWhichItStopsByItself() {
        lose(node);
        assertThat(lost.mayRelay()).containsExactly("127.0.0.1:" + port);
        assertThat(losses).hasValue(1);
        ticker.advance(LIMIT);
        assertThat(lost.mayRelay()).hasSize(1);
        ticker.advance(Duration.ofNanos(1));
        assertThat(lost.mayRelay()).isEmpty();
    }

    @Test
    void aNodeIsLostBeforeItIsTold() {
        others.add(node);
        lost.begin();
        assertThat(lost.mayRelay()).isEmpty();
        others.clear();
        assertThat(lost.mayRelay(Node.name(node))).isTrue();
        assertThat(lost.mayRelay()).hasSize(1);
        lose(node);
        assertThat(losses).hasValue(1);
        ticker.advance(LIMIT.plusNanos(1));
        assertThat(lost.mayRelay()).isEmpty();
    }

    @Test
    void aNodeThatHasJoinedSinceIsLostBeforeItIsTold() {
        lost.begin();
        others.add(node);
        lost.memberAdded(event(node, MembershipEvent.MEMBER_ADDED));
        others.clear();
        assertThat(lost.mayRelay()).hasSize(1);
    }

    @Test
    void aNodeThatSaysGoodbyeIsNotLost() {
        others.add(node);
        lost.begin();
        lost.sayGoodbye(Node.name(node));
        others.clear();
        assertThat(lost.mayRelay()).isEmpty();
        lose(node);
        assertThat(lost.mayRelay()).isEmpty();
        assertThat(losses).hasValue(0);
    }

    @Test
    void aGoodbyeIsOfOneLifeOfANode() {
        lost.sayGoodbye(Node.name(node));
        lose(node);
        lose(node());
        assertThat(lost.mayRelay()).hasSize(1);
        assertThat(losses).hasValue(1);
    }

    @Test
    void aNodeThatIsBackCanBeAsked() {
        lose(node);
        Member back = node();
        others.add(back);
        lost.memberAdded(event(back, MembershipEvent.MEMBER_ADDED));
        assertThat(lost.mayRelay()).isEmpty();
    }

    @Test
    void aNodeWhoseHostRefusesConnectionsIsDead() {
        lose(node);
        lost.probe();
        // Its host may still be writing what it was sent.
        assertThat(lost.mayRelay(Node.name(node))).isTrue();
        ticker.advance(Duration.ofSeconds(2));
        assertThat(lost.mayRelay(Node.name(node))).isFalse();
        assertThat(lost.mayRelay()).isEmpty();
    }

    @Test
    void aNodeWhosePortIsOpenMayBeCutOff() throws Exception {
        try (ServerSocket open = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            lose(node);
            lost.probe();
            assertThat(open.isBound()).isTrue();
            assertThat(lost.mayRelay()).hasSize(1);
        }
    }
}
