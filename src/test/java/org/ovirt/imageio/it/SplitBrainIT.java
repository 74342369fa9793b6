// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.ovirt.imageio.testing.client.RawClient;
import org.ovirt.imageio.testing.client.RawResponse;
import org.ovirt.imageio.testing.client.RawResponse.Ending;
import org.ovirt.imageio.testing.cluster.Cluster;
import org.ovirt.imageio.testing.cluster.ClusterImage;
import org.ovirt.imageio.testing.cluster.ClusterWorld;
import org.ovirt.imageio.testing.cluster.Node;
import org.ovirt.imageio.testing.cluster.Partition;
import org.ovirt.imageio.testing.daemon.DaemonTicket.Operation;
import org.ovirt.imageio.testing.world.Engine;

/** One of three nodes is cut off from the others; clients and the daemon reach all. */
@ExtendWith(ClusterWorld.class)
class SplitBrainIT {
    private static final int SIZE = 4096;
    private static final int LARGE = 16 << 20;
    private static final int SMALL_WINDOW = 16 * 1024;
    private static final int SESSIONS = 16;
    private static final Duration CONVERGED_WITHIN = Duration.ofSeconds(30);

    private final Cluster cluster;
    private final Node one;
    private final Node two;
    private final Node alone;

    SplitBrainIT(Cluster cluster) {
        this.cluster = cluster;
        one = cluster.node(0);
        two = cluster.node(1);
        alone = cluster.node(2);
    }

    @BeforeEach
    void canBeSplit() {
        assumeTrue(cluster.whyWhole().isEmpty(), () -> cluster.whyWhole().orElseThrow());
    }

    @Test
    void whatTheMajorityIsToldCountsForAllAfterwards() throws Exception {
        ClusterImage removed = cluster.newImageOn(alone, SIZE, Operation.READ);
        ClusterImage kept = cluster.newImageOn(alone, SIZE, Operation.READ);
        ClusterImage added = cluster.newImage(SIZE, Operation.READ);
        ClusterImage closed = cluster.newImage(SIZE, Operation.READ);
        String session = client(alone).openSession(closed);
        Partition partition = cluster.split(alone);
        awaitMinority(kept);
        await().atMost(CONVERGED_WITHIN)
                .until(() -> one.engine().delete(removed.id()).statusCode() == 204);
        two.engine().install(added.ticket(), cluster.daemonUri(added));
        assertThat(client(two).closeSession(session).statusCode()).isIn(204, 409);
        assertThat(client(alone).get(added).statusCode()).isEqualTo(503);
        partition.heal();
        await().atMost(CONVERGED_WITHIN)
                .untilAsserted(
                        () -> {
                            assertEverywhere(added, 200);
                            assertEverywhere(kept, 200);
                            assertEverywhere(removed, 403);
                            for (Node node : cluster.nodes()) {
                                assertThat(with(session, node, closed)).isEqualTo(401);
                                assertThat(node.engine().get(removed.id()).statusCode())
                                        .isEqualTo(404);
                            }
                        });
        ClusterImage later = cluster.newImageOn(alone, SIZE, Operation.READ);
        assertEverywhere(later, 200);
        assertEverywhere(removed, 403);
    }

    @Test
    void theMinorityRefusesTheEngineAndRelaysWhatItKnows() throws Exception {
        ClusterImage known = cluster.newImageOn(one, SIZE, Operation.READ);
        ClusterImage revoked = cluster.newImageOn(one, SIZE, Operation.READ);
        ClusterImage written = cluster.newImageOn(one, SIZE, Operation.WRITE);
        ClusterImage running = cluster.newImageOn(one, LARGE, Operation.READ);
        ClusterImage shown = cluster.newImage(SIZE, Operation.READ);
        List<String> sessions = openSessions(shown);
        try (RawClient slow = alone.connect(SMALL_WINDOW)) {
            slow.send(RequestText.head("GET", alone.imageUri(running.id())));
            Partition partition = cluster.split(alone);
            awaitMinority(known);
            assertThat(alone.engine().delete(revoked.id()).statusCode()).isEqualTo(503);
            // It cannot say so for the others, but nobody reads it here any more.
            assertThat(client(alone).get(revoked).statusCode()).isEqualTo(403);
            assertThat(alone.engine().patch(known.id(), "{\"timeout\": 10}").statusCode())
                    .isEqualTo(503);
            assertThat(client(alone).get(known).statusCode()).isEqualTo(200);
            assertThat(each(sessions, alone, shown)).contains(200).containsOnly(200, 503);
            // The others would not know of it, and take a newer one of the same bytes.
            HttpResponse<String> write = client(alone).put(written, new byte[10]);
            assertThat(write.statusCode()).isEqualTo(503);
            assertThat(write.body()).contains("cluster-minority");
            assertThat(client(one).put(written, new byte[10]).statusCode()).isEqualTo(200);
            await().atMost(CONVERGED_WITHIN).until(() -> !alone.isReady());
            RawResponse response = slow.readResponse();
            assertThat(response.ending()).isEqualTo(Ending.COMPLETE);
            assertThat(response.body()).hasSize(LARGE);
            for (Node node : new Node[] {one, two}) {
                assertThat(client(node).get(known).statusCode()).isEqualTo(200);
                assertThat(each(sessions, node, shown)).containsOnly(200);
            }
            partition.heal();
        }
    }

    /** Until the node has seen that the others are gone, which it takes for their silence. */
    private void awaitMinority(ClusterImage image) {
        String json = Engine.json(image.ticket(), cluster.daemonUri(image)).build().toString();
        await().atMost(CONVERGED_WITHIN)
                .until(
                        () -> {
                            HttpResponse<String> answer = alone.engine().put(image.id(), json);
                            return answer.statusCode() == 503
                                    && answer.body().contains("cluster-minority");
                        });
    }

    private void assertEverywhere(ClusterImage image, int status) throws Exception {
        for (Node node : cluster.nodes()) {
            assertThat(client(node).get(image).statusCode()).isEqualTo(status);
        }
    }

    /** Two of three nodes know each of them, so that one alone may know all, hardly ever none. */
    private List<String> openSessions(ClusterImage image) throws Exception {
        List<String> sessions = new ArrayList<>();
        for (int i = 0; i < SESSIONS; i++) {
            sessions.add(client(one).openSession(image));
        }
        return sessions;
    }

    private Set<Integer> each(List<String> sessions, Node node, ClusterImage image)
            throws Exception {
        Set<Integer> answers = new HashSet<>();
        for (String session : sessions) {
            answers.add(with(session, node, image));
        }
        return answers;
    }

    private int with(String session, Node node, ClusterImage image) throws Exception {
        return client(node).get(image, "Session-Id", session).statusCode();
    }

    private NodeClient client(Node node) {
        return new NodeClient(cluster, node);
    }
}
