// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.ovirt.imageio.testing.cluster.Cluster;
import org.ovirt.imageio.testing.cluster.ClusterImage;
import org.ovirt.imageio.testing.cluster.Node;
import org.ovirt.imageio.testing.cluster.TwoNodeWorld;
import org.ovirt.imageio.testing.daemon.DaemonTicket.Operation;

/** What the servers of a cluster log when an administrator lets them log everything. */
@ExtendWith(TwoNodeWorld.class)
class ClusterLogSecretsIT {
    private final Cluster cluster;

    ClusterLogSecretsIT(Cluster cluster) {
        this.cluster = cluster;
    }

    @AfterEach
    void logAsUsual() throws IOException {
        for (Node node : cluster.nodes()) {
            node.management().logAsUsual();
        }
    }

    @Test
    void noNodeLogsWhatItTellsTheOther() throws Exception {
        for (Node node : cluster.nodes()) {
            node.management().logEverything();
        }
        Node one = cluster.node(0);
        Node two = cluster.node(1);
        ClusterImage installed = cluster.newImageOn(one, 4096, Operation.WRITE);
        ClusterImage signed = cluster.newImage(4096, Operation.WRITE);
        String jwt = cluster.issuer().jwt(signed.id(), cluster.daemonUri());
        String session = openSession(one, jwt);
        assertThat(put(two.imageUri(installed.id()))).isEqualTo(200);
        assertThat(put(two.imageUri(signed.id()), "Session-Id", session)).isEqualTo(200);
        two.engine().patch(installed.id(), "{\"timeout\": 100}");
        two.engine().status(installed.id());
        assertThat(two.engine().delete(installed.id()).statusCode()).isEqualTo(204);
        endSession(two, session);
        List<String> secrets =
                List.of(installed.id(), signed.id(), session, jwt.substring(jwt.length() - 40));
        for (Node node : cluster.nodes()) {
            Path log = node.log().resolveSibling("log/server.log");
            assertThat(Files.readString(log)).contains(" TRACE ");
            assertThat(linesWith(log, secrets)).as(node.toString()).isEmpty();
        }
    }

    private String openSession(Node node, String jwt) throws IOException, InterruptedException {
        HttpResponse<Void> response =
                cluster.client()
                        .send(
                                HttpRequest.newBuilder(node.baseUri().resolve("sessions/"))
                                        .header("Authorization", "Bearer " + jwt)
                                        .POST(BodyPublishers.noBody())
                                        .build(),
                                BodyHandlers.discarding());
        return response.headers().firstValue("Session-Id").orElseThrow();
    }

    private void endSession(Node node, String id) throws IOException, InterruptedException {
        HttpResponse<Void> response =
                cluster.client()
                        .send(
                                HttpRequest.newBuilder(node.baseUri().resolve("sessions/" + id))
                                        .DELETE()
                                        .build(),
                                BodyHandlers.discarding());
        assertThat(response.statusCode()).isEqualTo(204);
    }

    private int put(URI image, String... fields) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(image).PUT(BodyPublishers.ofByteArray(new byte[4096]));
        if (fields.length > 0) {
            request.headers(fields);
        }
        return cluster.client().send(request.build(), BodyHandlers.discarding()).statusCode();
    }

    /** What names them, so that the log of a failed test is not a leak itself. */
    private static List<String> linesWith(Path log, List<String> secrets) throws IOException {
        return Files.readString(log)
                .lines()
                .filter(line -> secrets.stream().anyMatch(line::contains))
                .map(line -> line.substring(0, Math.min(100, line.length())))
                .toList();
    }
}
