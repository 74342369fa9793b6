// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.hazelcast.cluster.Member;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.ovirt.imageio.proxy.cluster.LocalCluster.TestNode;
import org.ovirt.imageio.proxy.session.Access;
import org.ovirt.imageio.proxy.session.OpenSession;
import org.ovirt.imageio.proxy.session.SampleGrant;
import org.ovirt.imageio.proxy.session.SmallContainer;
import org.ovirt.imageio.proxy.ticket.TicketId;
import org.ovirt.imageio.proxy.token.Grant;
import org.ovirt.imageio.proxy.token.TokenForm;

/** Sessions on two nodes of a real cluster, each with a servlet container. */
class SharedSessionsTest {
    private static LocalCluster cluster;
    private static Place one;
    private static Place two;

    private final TicketId ticket = new TicketId(UUID.randomUUID().toString());

    /** A node as a client sees it. */
    private record Place(TestNode node, SmallContainer container) {
        Place(TestNode node) {
            this(node, new SmallContainer(node.sessions()));
        }

        String open(Access access) {
            return container.call(http -> node.sessions().open(http, access));
        }

        Optional<OpenSession> find(String id) {
            return container.call(http -> node.sessions().find(http, id));
        }

        Optional<String> renew(String id, Access access) {
            return container.call(http -> node.sessions().renew(http, id, access));
        }

        Optional<CompletableFuture<Void>> close(String id) {
            return container.call(http -> node.sessions().close(http, id));
        }
    }

    @BeforeAll
    static void start() {
        cluster = LocalCluster.start(2);
        one = new Place(cluster.node(0));
        two = new Place(cluster.node(1));
    }

    @AfterAll
    static void stop() {
        one.container().close();
        two.container().close();
        cluster.close();
    }

    /** What a token allows that is good for so long. */
    private Access access(Duration left) {
        Grant sample = SampleGrant.access(ticket).grant();
        return new Access(
                new Grant(
                        sample.ticketId(),
                        sample.daemon(),
                        sample.operations(),
                        sample.size(),
                        sample.transferId(),
                        sample.filename(),
                        Clock.systemUTC().instant().plus(left)),
                TokenForm.JWT);
    }

    private Access access() {
        return access(Duration.ofMinutes(5));
    }

    @Test
    void whatIsOpenedOnOneNodeIsFoundOnTheOther() {
        Access access = access();
        String id = one.open(access);
        assertThat(two.find(id)).get().extracting(OpenSession::access).isEqualTo(access);
        assertThat(two.find(id + "x")).isEmpty();
    }

    @Test
    void whatIsEndedOnOneNodeIsRefusedOnTheOtherAtOnce() {
        String id = one.open(access());
        OpenSession there = two.find(id).orElseThrow();
        one.close(id).orElseThrow().join();
        assertThat(two.find(id)).isEmpty();
        assertThatThrownBy(() -> there.begin(new HeldActivity(0, 0))).hasMessageContaining("ended");
        assertThat(one.find(id)).isEmpty();
    }

    @Test
    void anEndIsOverWhenTheLastByteHasMovedOnTheOtherNode() {
        String id = one.open(access());
        OpenSession there = two.find(id).orElseThrow();
        HeldActivity activity = new HeldActivity(0, 0);
        there.begin(activity);
        CompletableFuture<Void> end = one.close(id).orElseThrow();
        await().untilAsserted(() -> assertThat(activity.isCanceled()).isTrue());
        assertThat(end).isNotDone();
        assertThat(two.find(id)).isEmpty();
        there.finish(activity);
        end.join();
    }

    @Test
    void aNewTokenVoidsTheOldIdEverywhere() {
        String old = one.open(access());
        OpenSession there = two.find(old).orElseThrow();
        String renewed = one.renew(old, access()).orElseThrow();
        assertThat(two.find(old)).isEmpty();
        assertThat(one.find(old)).isEmpty();
        assertThat(two.find(renewed)).containsSame(there);
        assertThat(two.renew(old, access())).isEmpty();
    }

    @Test
    void aSessionThatNobodyUsesIsOverEverywhere() {
        String id = one.open(access(Duration.ofSeconds(3)));
        assertThat(two.find(id)).isPresent();
        await().atMost(Duration.ofSeconds(10)).until(() -> one.find(id).isEmpty());
        await().until(() -> two.find(id).isEmpty());
    }

    @Test
    void whatRunsOnOneNodeKeepsItAliveOnTheOther() {
        String id = one.open(access(Duration.ofSeconds(5)));
        OpenSession here = one.find(id).orElseThrow();
        HeldActivity activity = new HeldActivity(0, 0);
        here.begin(activity);
        // For twice as long as its token was good for.
        await().during(Duration.ofSeconds(10))
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> two.find(id).isPresent());
        here.finish(activity);
    }

    @Test
    void theSessionsOfATicketAreCountedOnAllNodes() {
        for (int i = 0; i < 5; i++) {
            one.open(access());
            two.open(access());
        }
        assertThatThrownBy(() -> one.open(access())).hasMessageContaining("as many sessions");
        assertThatThrownBy(() -> two.open(access())).hasMessageContaining("as many sessions");
    }

    @Test
    void whatFailsAtAnotherNodeIsToldAsWhatItIs() {
        var here = Objects.requireNonNull(one.node().hazelcast());
        Member there =
                here.getCluster().getMembers().stream()
                        .filter(member -> !member.localMember())
                        .findAny()
                        .orElseThrow();
        PeerRequest wrong = new PeerRequest(PeerRequest.Kind.END_SESSION, "no UUID");
        assertThatThrownBy(
                        () ->
                                here.getExecutorService(MemberSettings.EXECUTOR)
                                        .submitToMember(wrong, there)
                                        .get())
                .hasCauseInstanceOf(IllegalArgumentException.class);
    }
}
