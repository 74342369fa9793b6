// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.ovirt.imageio.testing.cluster.Cluster;
import org.ovirt.imageio.testing.cluster.ClusterImage;
import org.ovirt.imageio.testing.cluster.Node;

/** Sends whole requests to one node. Header fields are given as names and values in turn. */
final class NodeClient {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Cluster cluster;
    private final Node node;

    NodeClient(Cluster cluster, Node node) {
        this.cluster = cluster;
        this.node = node;
    }

    /** The value of {@code Authorization} with a JWT for an image. */
    String bearer(ClusterImage image, String... operations) {
        return "Bearer " + cluster.issuer().jwt(image.id(), cluster.daemonUri(), operations);
    }

    /** Opens a session for an image and returns its id. */
    String openSession(ClusterImage image, String... operations)
            throws IOException, InterruptedException {
        HttpResponse<String> response =
                send(
                        "POST",
                        "sessions/",
                        BodyPublishers.noBody(),
                        "Authorization",
                        bearer(image, operations));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.headers().firstValue("Session-Id").orElseThrow();
    }

    HttpResponse<String> closeSession(String id) throws IOException, InterruptedException {
        return send("DELETE", "sessions/" + id, BodyPublishers.noBody());
    }

    HttpResponse<String> get(ClusterImage image, String... fields)
            throws IOException, InterruptedException {
        return send("GET", "images/" + image.id(), BodyPublishers.noBody(), fields);
    }

    /** Sends bytes to the start of an image. */
    HttpResponse<String> put(ClusterImage image, byte[] bytes, String... fields)
            throws IOException, InterruptedException {
        return send("PUT", "images/" + image.id(), BodyPublishers.ofByteArray(bytes), fields);
    }

    HttpResponse<String> send(String method, String path, BodyPublisher body, String... fields)
            throws IOException, InterruptedException {
        URI uri = node.baseUri().resolve(path);
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri).method(method, body).timeout(LIMIT);
        for (int i = 0; i < fields.length; i += 2) {
            request.header(fields[i], fields[i + 1]);
        }
        return cluster.client().send(request.build(), BodyHandlers.ofString());
    }
}
