// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.it;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.ovirt.imageio.testing.client.RawClient;
import org.ovirt.imageio.testing.cluster.Cluster;
import org.ovirt.imageio.testing.cluster.ClusterImage;
import org.ovirt.imageio.testing.cluster.ClusterWorld;
import org.ovirt.imageio.testing.cluster.Node;
import org.ovirt.imageio.testing.daemon.DaemonTicket.Operation;
import org.ovirt.imageio.testing.daemon.SeenRequest;

/** What those who go on know of a transfer, and do for it, after its node has been killed. */
@ExtendWith(ClusterWorld.class)
class NodeLossIT {
    private static final int SIZE = 1000;
    private static final int ACKNOWLEDGED = 600;
    private static final int BEGUN = 800;

    private final Cluster cluster;
    private final Node one;
    private final Node two;
    private final Node three;

    NodeLossIT(Cluster cluster) {
        this.cluster = cluster;
        one = cluster.node(0);
        two = cluster.node(1);
        three = cluster.node(2);
    }

    @Test
    void aClientLearnsAtAnotherNodeWhatIsStillToBeSent() throws Exception {
        ClusterImage image = cluster.newImageOn(two, SIZE, Operation.WRITE);
        byte[] bytes = new byte[SIZE];
        new Random(7).nextBytes(bytes);
        write(one, image, "?flush=n", bytes, 0, ACKNOWLEDGED);
        try (RawClient cut = one.connect()) {
            cut.send(begunUpload(image));
            await().atMost(10, SECONDS)
                    .until(() -> cluster.daemon().runningOperations(image.id()) == 1);
            one.kill();
        }
        assertRanges(two, image, "[[600,400]]", "[[0,600]]", "[]");
        await().atMost(20, SECONDS)
                .ignoreExceptions()
                .untilAsserted(() -> write(two, image, "?flush=n", bytes, ACKNOWLEDGED, SIZE));
        assertRanges(three, image, "[]", "[[0,1000]]", "[]");
        assertThat(
                        client(three)
                                .send(
                                        "PATCH",
                                        "images/" + image.id(),
                                        BodyPublishers.ofString("{\"op\":\"flush\"}"),
                                        "Content-Type",
                                        "application/json")
                                .statusCode())
                .isEqualTo(200);
        assertRanges(two, image, "[]", "[]", "[[0,1000]]");
        assertThat(Files.readAllBytes(image.file())).isEqualTo(bytes);
    }

    @Test
    void theOthersKeepTheDaemonsTicketAliveUntilTheClientIsBack() throws Exception {
        ClusterImage image = cluster.newImageOn(one, SIZE, Operation.READ);
        ClusterImage unused = cluster.newImage(SIZE, Operation.READ);
        assertThat(client(one).get(image).statusCode()).isEqualTo(200);
        one.kill();
        await().atMost(20, SECONDS)
                .untilAsserted(() -> assertThat(methods(image)).containsExactly("GET", "OPTIONS"));
        assertThat(client(two).get(image).statusCode()).isEqualTo(200);
        assertThat(methods(unused)).isEmpty();
    }

    private List<String> methods(ClusterImage image) {
        return cluster.daemon().requests(image.id()).stream().map(SeenRequest::method).toList();
    }

    /** All of its head, and half of its body. */
    private String begunUpload(ClusterImage image) {
        return RequestText.head(
                        "PUT",
                        one.imageUri(image.id()),
                        "Content-Length: " + (BEGUN - ACKNOWLEDGED),
                        "Content-Range: bytes %d-%d/*".formatted(ACKNOWLEDGED, BEGUN - 1))
                + "x".repeat((BEGUN - ACKNOWLEDGED) / 2);
    }

    private void write(
            Node node, ClusterImage image, String query, byte[] bytes, int start, int end)
            throws Exception {
        assertThat(
                        client(node)
                                .send(
                                        "PUT",
                                        "images/" + image.id() + query,
                                        BodyPublishers.ofByteArray(
                                                Arrays.copyOfRange(bytes, start, end)),
                                        "Content-Range",
                                        "bytes %d-%d/%d".formatted(start, end - 1, bytes.length))
                                .statusCode())
                .isEqualTo(200);
    }

    private void assertRanges(
            Node node, ClusterImage image, String missing, String unflushed, String flushed)
            throws Exception {
        String answer =
                client(node)
                        .send("GET", "images/" + image.id() + "/ranges", BodyPublishers.noBody())
                        .body();
        assertThat(ToldRanges.of(answer)).isEqualTo(new ToldRanges(missing, unflushed, flushed));
    }

    private NodeClient client(Node node) {
        return new NodeClient(cluster, node);
    }
}
