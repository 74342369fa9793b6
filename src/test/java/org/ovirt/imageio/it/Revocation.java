// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.it;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.ovirt.imageio.testing.client.RawClient;
import org.ovirt.imageio.testing.cluster.Cluster;
import org.ovirt.imageio.testing.cluster.ClusterImage;
import org.ovirt.imageio.testing.cluster.Node;
import org.ovirt.imageio.testing.world.Engine;

/** The Engine removes a ticket, and asks again until a node says that it is done: then it is. */
final class Revocation {
    private static final Duration LIMIT = Duration.ofSeconds(80);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(20);
    private static final long AGAIN_MILLIS = 300;
    private static final int DONE = 204;

    private final Cluster cluster;
    private final ClusterImage image;

    /** What the daemon had moved when the ticket was removed. */
    private volatile long moved;

    Revocation(Cluster cluster, ClusterImage image) {
        this.cluster = cluster;
        this.image = image;
    }

    /** Asks one node after the other, and sees that no byte moves when one has done it. */
    void carryOut() throws Exception {
        List<String> answers = new ArrayList<>();
        long deadline = System.nanoTime() + LIMIT.toNanos();
        for (int turn = 0; System.nanoTime() - deadline < 0; turn++) {
            Node node = cluster.node(turn % cluster.nodes().size());
            try {
                var response = new Engine(node.controlUri(), ANSWER_LIMIT).delete(image.id());
                if (response.statusCode() == DONE) {
                    // What the daemon's system had got before may still be read there.
                    await().atMost(2, SECONDS)
                            .until(() -> cluster.daemon().runningOperations(image.id()) == 0);
                    moved = cluster.daemon().movedBytes(image.id());
                    assertNothingMoves();
                    return;
                }
                assertThat(response.statusCode()).as(response.body()).isIn(409, 503);
                answers.add(node + ": " + response.statusCode());
            } catch (IOException e) {
                answers.add(node + ": " + e);
            }
            MILLISECONDS.sleep(AGAIN_MILLIS);
        }
        throw new AssertionError("The ticket cannot be removed: " + answers);
    }

    /** All nodes refuse to move a byte, and the daemon has seen none since the removal. */
    void assertNothingMoves() {
        cluster.nodes().forEach(this::assertRefused);
        assertThat(cluster.daemon().movedBytes(image.id())).isEqualTo(moved);
    }

    private void assertRefused(Node node) {
        try (RawClient client = node.connect().patience(Duration.ofSeconds(1))) {
            client.send(
                    RequestText.head(
                            "PUT",
                            node.imageUri(image.id()),
                            "Content-Length: 10",
                            "Content-Range: bytes 0-9/*"));
            int status = client.send(new byte[10]).readResponse().status();
            assertThat(status).isIn(401, 403, 503);
        } catch (IOException e) {
            // It is dead or stopped now.
        }
    }
}
