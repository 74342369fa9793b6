// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.it;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.ovirt.imageio.testing.client.RawClient;
import org.ovirt.imageio.testing.client.RawResponse.Ending;
import org.ovirt.imageio.testing.cluster.Cluster;
import org.ovirt.imageio.testing.cluster.ClusterImage;
import org.ovirt.imageio.testing.cluster.ClusterWorld;
import org.ovirt.imageio.testing.cluster.Node;
import org.ovirt.imageio.testing.daemon.DaemonTicket.Operation;
import org.ovirt.imageio.testing.world.Engine;

/** What the Engine says on one node counts on all. */
@ExtendWith(ClusterWorld.class)
class ClusterTicketIT {
    private static final long LARGE = 256L << 20;
    private static final int SMALL_WINDOW = 16 * 1024;
    private static final Duration CONVERGED_WITHIN = Duration.ofSeconds(30);

    private final Cluster cluster;
    private final Node one;
    private final Node two;
    private final Node three;

    ClusterTicketIT(Cluster cluster) {
        this.cluster = cluster;
        one = cluster.node(0);
        two = cluster.node(1);
        three = cluster.node(2);
    }

    @Test
    void aTicketIsOnAllNodesWhenItsInstallationIsAnswered() throws Exception {
        for (Node at : cluster.nodes()) {
            ClusterImage image = cluster.newImageOn(at, 4096, Operation.READ);
            for (Node node : cluster.nodes()) {
                assertThat(client(node).get(image).statusCode()).isEqualTo(200);
                assertThat(node.engine().status(image.id()).getInt("size")).isEqualTo(4096);
            }
        }
    }

    @Test
    void aNewTicketOfAnIdTakesThePlaceOfTheOldOneEverywhere() throws Exception {
        ClusterImage image = cluster.newImageOn(one, 4096, Operation.WRITE);
        assertThat(client(three).put(image, new byte[10]).statusCode()).isEqualTo(200);
        two.engine()
                .put(
                        image.id(),
                        Engine.json(image.ticket(), cluster.daemonUri(image))
                                .add("ops", jakarta.json.Json.createArrayBuilder().add("read"))
                                .build()
                                .toString());
        for (Node node : cluster.nodes()) {
            assertThat(client(node).put(image, new byte[10]).statusCode()).isEqualTo(403);
            assertThat(client(node).get(image).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aTicketOutlivesTheNodeThatGotIt() throws Exception {
        ClusterImage image = cluster.newImageOn(one, 4096, Operation.READ);
        one.kill();
        assertThat(client(two).get(image).statusCode()).isEqualTo(200);
        assertThat(client(three).get(image).statusCode()).isEqualTo(200);
        cluster.healthy();
        assertThat(client(one).get(image).statusCode()).isEqualTo(200);
    }

    @Test
    void anExtensionCountsOnAllNodes() throws Exception {
        ClusterImage image =
                shortLived(cluster.newImage(4096, Operation.READ), Duration.ofSeconds(4));
        assertThat(two.engine().patch(image.id(), "{\"timeout\": 300}").statusCode())
                .isEqualTo(200);
        await().pollDelay(Duration.ofSeconds(5))
                .untilAsserted(
                        () -> assertThat(client(three).get(image).statusCode()).isEqualTo(200));
        assertThat(client(one).get(image).statusCode()).isEqualTo(200);
    }

    @Test
    void aTicketThatIsUsedOnOneNodeLivesOnAllOthers() throws Exception {
        ClusterImage image =
                shortLived(cluster.newImage(4096, Operation.READ), Duration.ofSeconds(4));
        for (int i = 0; i < 3; i++) {
            await().pollDelay(Duration.ofSeconds(2))
                    .until(() -> client(two).get(image).statusCode() == 200);
        }
        assertThat(client(one).get(image).statusCode()).isEqualTo(200);
        assertThat(client(three).get(image).statusCode()).isEqualTo(200);
    }

    @Test
    void aRemovalCountsOnAllNodesAndKnowsNoWayBack() throws Exception {
        ClusterImage image = cluster.newImageOn(one, 4096, Operation.READ);
        assertThat(two.engine().delete(image.id()).statusCode()).isEqualTo(204);
        assertGone(image);
        one.kill();
        cluster.healthy();
        assertGone(image);
    }

    @Test
    void theNumbersAreThoseOfTheWholeCluster() throws Exception {
        ClusterImage image = cluster.newImageOn(one, LARGE, Operation.READ);
        client(one).get(image, "Range", "bytes=0-999");
        client(two).get(image, "Range", "bytes=500-1999");
        client(three).get(image, "Range", "bytes=5000-5999");
        for (Node node : cluster.nodes()) {
            await().atMost(5, SECONDS)
                    .untilAsserted(
                            () -> assertThat(number(node, image, "transferred")).isEqualTo(3000));
        }
        try (RawClient slow = two.connect(SMALL_WINDOW);
                RawClient another = three.connect(SMALL_WINDOW)) {
            slow.send(RequestText.head("GET", two.imageUri(image.id())));
            another.send(RequestText.head("GET", three.imageUri(image.id())));
            for (Node node : cluster.nodes()) {
                await().atMost(5, SECONDS)
                        .untilAsserted(
                                () -> {
                                    JsonObject status = node.engine().status(image.id());
                                    assertThat(status.getBoolean("active")).isTrue();
                                    // Those of the first three are kept for their next request.
                                    assertThat(status.getInt("connections")).isEqualTo(5);
                                    assertThat(status.getInt("idle_time")).isZero();
                                });
            }
        }
        for (Node node : cluster.nodes()) {
            await().atMost(5, SECONDS)
                    .untilAsserted(
                            () ->
                                    assertThat(
                                                    node.engine()
                                                            .status(image.id())
                                                            .getBoolean("active"))
                                            .isFalse());
        }
    }

    @Test
    void aRemovalCutsWhatRunsOnOtherNodesBeforeItIsAnswered() throws Exception {
        ClusterImage image = cluster.newImageOn(one, LARGE, Operation.READ);
        try (RawClient slow = two.connect(SMALL_WINDOW)) {
            slow.send(RequestText.head("GET", two.imageUri(image.id())));
            awaitOneOperation(image);
            slow.awaitAnswer();
            assertThat(one.engine().delete(image.id()).statusCode()).isEqualTo(204);
            await().atMost(1, SECONDS)
                    .until(() -> cluster.daemon().runningOperations(image.id()) == 0);
            long moved = cluster.daemon().movedBytes(image.id());
            assertThat(slow.readResponse().ending()).isEqualTo(Ending.TRUNCATED);
            assertThat(cluster.daemon().movedBytes(image.id())).isEqualTo(moved);
        }
        assertGone(image);
    }

    @Test
    void aRemovalIsNotDoneWhileANodeThatRelaysDoesNotAnswer() throws Exception {
        ClusterImage image = cluster.newImageOn(one, LARGE, Operation.READ);
        try (RawClient slow = two.connect(SMALL_WINDOW)) {
            slow.send(RequestText.head("GET", two.imageUri(image.id())));
            awaitOneOperation(image);
            slow.awaitAnswer();
            two.pause();
            assertThat(one.engine().delete(image.id()).statusCode()).isEqualTo(409);
            // Nobody begins anything new meanwhile.
            assertThat(client(three).get(image).statusCode()).isEqualTo(403);
            two.resume();
            await().atMost(CONVERGED_WITHIN)
                    .until(() -> one.engine().delete(image.id()).statusCode() == 204);
            assertThat(slow.readResponse().ending()).isEqualTo(Ending.TRUNCATED);
        }
        await().atMost(CONVERGED_WITHIN).untilAsserted(() -> assertGone(image));
    }

    private ClusterImage shortLived(ClusterImage image, Duration timeout) throws Exception {
        one.engine().install(image.ticket().withTimeout(timeout), cluster.daemonUri(image));
        return image;
    }

    private void assertGone(ClusterImage image) throws Exception {
        for (Node node : cluster.nodes()) {
            assertThat(client(node).get(image).statusCode()).isEqualTo(403);
            assertThat(node.engine().get(image.id()).statusCode()).isEqualTo(404);
        }
    }

    private void awaitOneOperation(ClusterImage image) {
        await().atMost(10, SECONDS)
                .until(() -> cluster.daemon().runningOperations(image.id()) == 1);
    }

    private static long number(Node node, ClusterImage image, String name) throws Exception {
        return node.engine().status(image.id()).getJsonNumber(name).longValue();
    }

    private NodeClient client(Node node) {
        return new NodeClient(cluster, node);
    }
}
