// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.it;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ovirt.imageio.bench.process.Installed;
import org.ovirt.imageio.testing.client.RawClient;
import org.ovirt.imageio.testing.client.RawResponse.Ending;
import org.ovirt.imageio.testing.cluster.Cluster;
import org.ovirt.imageio.testing.cluster.ClusterImage;
import org.ovirt.imageio.testing.cluster.ClusterWorld;
import org.ovirt.imageio.testing.cluster.Node;
import org.ovirt.imageio.testing.daemon.DaemonTicket.Operation;

/** A session of one node is one of all. */
@ExtendWith(ClusterWorld.class)
class ClusterSessionIT {
    private static final String COOKIE = "__Host-ovirt-imageio-session";
    private static final String ORIGIN = "https://engine.example";
    private static final int SIZE = 1_000_000;
    private static final int PART = 250_000;
    private static final long LARGE = 32L << 20;
    private static final int SMALL_WINDOW = 16 * 1024;
    private static final long SCRIPT_SECONDS = 60;

    private final Cluster cluster;
    private final Node one;
    private final Node two;

    ClusterSessionIT(Cluster cluster) {
        this.cluster = cluster;
        one = cluster.node(0);
        two = cluster.node(1);
    }

    /** How a client tells of its session. */
    enum Told {
        HEADER,
        QUERY,
        COOKIE;

        HttpResponse<String> get(NodeClient client, ClusterImage image, String id)
                throws Exception {
            return switch (this) {
                case HEADER -> client.get(image, "Session-Id", id);
                case QUERY ->
                        client.send(
                                "GET",
                                "images/" + image.id() + "?session_id=" + id,
                                BodyPublishers.noBody());
                case COOKIE -> client.get(image, "Cookie", ClusterSessionIT.COOKIE + "=" + id);
            };
        }
    }

    @ParameterizedTest
    @EnumSource(Told.class)
    void servesOnEveryNode(Told told) throws Exception {
        ClusterImage image = cluster.newImage(4096, Operation.READ);
        String id = client(one).openSession(image);
        for (Node node : cluster.nodes()) {
            assertThat(told.get(client(node), image, id).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void outlivesTheNodeThatOpenedIt() throws Exception {
        ClusterImage image = cluster.newImage(4096, Operation.READ);
        String id = client(one).openSession(image);
        one.kill();
        for (Told told : Told.values()) {
            assertThat(firstGoodAnswer(() -> told.get(client(two), image, id)).body())
                    .hasSize(4096);
        }
    }

    @Test
    void outlivesTheRestartOfAllNodesOneAfterAnother() throws Exception {
        ClusterImage image = cluster.newImage(4096, Operation.READ);
        String id = client(one).openSession(image);
        for (Node node : cluster.nodes()) {
            node.restart();
            cluster.healthy();
        }
        for (Node node : cluster.nodes()) {
            assertThat(client(node).get(image, "Session-Id", id).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void allowsOnEveryNodeNoMoreThanItsToken() throws Exception {
        ClusterImage image = cluster.newImage(4096, Operation.WRITE);
        String id = client(one).openSession(image, "read");
        for (Node node : cluster.nodes()) {
            assertThat(client(node).put(image, new byte[10], "Session-Id", id).statusCode())
                    .isEqualTo(403);
        }
    }

    @Test
    void isRenewedOnAnotherNode() throws Exception {
        ClusterImage image = cluster.newImage(4096, Operation.READ);
        String old = client(one).openSession(image);
        HttpResponse<String> response =
                client(two)
                        .send(
                                "POST",
                                "sessions/",
                                BodyPublishers.noBody(),
                                "Authorization",
                                client(two).bearer(image),
                                "Session-Id",
                                old);
        String renewed = response.headers().firstValue("Session-Id").orElseThrow();
        for (Node node : cluster.nodes()) {
            assertThat(client(node).get(image, "Session-Id", old).statusCode()).isEqualTo(401);
            assertThat(client(node).get(image, "Session-Id", renewed).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void endsEverywhereWithAllThatRunsUnderIt() throws Exception {
        ClusterImage image = cluster.newImage(LARGE, Operation.READ);
        String id = client(one).openSession(image);
        String other = client(one).openSession(image);
        try (RawClient cut = one.connect(SMALL_WINDOW);
                RawClient going = one.connect(SMALL_WINDOW)) {
            cut.send(RequestText.head("GET", one.imageUri(image.id()), "Session-Id: " + id));
            going.send(RequestText.head("GET", one.imageUri(image.id()), "Session-Id: " + other));
            await().atMost(10, SECONDS)
                    .until(() -> cluster.daemon().runningOperations(image.id()) == 2);
            cut.awaitAnswer();
            assertThat(client(two).closeSession(id).statusCode()).isEqualTo(204);
            assertThat(cut.readResponse().ending()).isEqualTo(Ending.TRUNCATED);
            assertThat(going.readResponse().ending()).isEqualTo(Ending.COMPLETE);
        }
        for (Node node : cluster.nodes()) {
            assertThat(client(node).get(image, "Session-Id", id).statusCode()).isEqualTo(401);
        }
        assertThat(client(one).closeSession(id).statusCode()).isEqualTo(404);
    }

    /** An upload in parts with XMLHttpRequest and a header, then a link with the cookie. */
    @Test
    void takesABrowserOnToAnotherNode() throws Exception {
        ClusterImage image = cluster.newImage(SIZE, Operation.WRITE);
        byte[] bytes = TestData.bytes(SIZE);
        assertThat(
                        client(one)
                                .send(
                                        "OPTIONS",
                                        "sessions/",
                                        BodyPublishers.noBody(),
                                        "Origin",
                                        ORIGIN,
                                        "Access-Control-Request-Method",
                                        "POST",
                                        "Access-Control-Request-Headers",
                                        "authorization")
                                .statusCode())
                .isEqualTo(200);
        HttpResponse<String> opened =
                client(one)
                        .send(
                                "POST",
                                "sessions/",
                                BodyPublishers.noBody(),
                                "Origin",
                                ORIGIN,
                                "Authorization",
                                client(one).bearer(image));
        String id = opened.headers().firstValue("Session-Id").orElseThrow();
        String cookie = opened.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
        int middle = SIZE / 2;
        for (int start = 0; start < middle; start += PART) {
            assertThat(putPart(one, image, bytes, start, id).statusCode()).isEqualTo(200);
        }
        one.kill();
        for (int start = middle; start < SIZE; start += PART) {
            int from = start;
            firstGoodAnswer(() -> putPart(two, image, bytes, from, id));
        }
        assertThat(Files.readAllBytes(image.file())).isEqualTo(bytes);
        assertThat(client(two).get(image, "Cookie", cookie).statusCode()).isEqualTo(200);
    }

    @Test
    void takesAScriptOnToAnotherNode(@TempDir Path directory) throws Exception {
        assumeTrue(Installed.find("curl").isPresent(), "curl is not installed");
        ClusterImage image = cluster.newImage(SIZE, Operation.WRITE);
        byte[] bytes = TestData.bytes(SIZE);
        Files.write(directory.resolve("image"), bytes);
        Files.writeString(
                directory.resolve("token"), "Authorization: " + client(one).bearer(image));
        cluster.pki().writeCaTo(directory);
        Process script =
                new ProcessBuilder(
                                "sh",
                                "-euc",
                                SCRIPT,
                                "script",
                                image.id(),
                                one.baseUri().toString(),
                                two.baseUri().toString())
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("output").toFile())
                        .start();
        try {
            await().atMost(SCRIPT_SECONDS, SECONDS)
                    .until(
                            () ->
                                    !script.isAlive()
                                            || cluster.daemon().movedBytes(image.id()) > PART);
            one.kill();
            assertThat(script.waitFor(SCRIPT_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(script.exitValue())
                    .as(Files.readString(directory.resolve("output")))
                    .isZero();
        } finally {
            script.destroyForcibly();
        }
        assertThat(Files.readAllBytes(image.file())).isEqualTo(bytes);
        assertThat(Files.readAllBytes(directory.resolve("copy"))).isEqualTo(bytes);
        assertThat(Files.readString(directory.resolve("output"))).contains("going on at");
    }

    /** Slow, so that its first node dies meanwhile; then all again, with the same session. */
    private static final String SCRIPT =
            """
            image=$1; first=$2; second=$3
            alias c='curl --silent --show-error --fail --noproxy "*" --cacert ca.pem'
            c --header @token --request POST --dump-header headers "${first}sessions/"
            session=$(tr -d '\\r' < headers | sed -n 's/^[Ss]ession-[Ii]d: //p')
            echo "Session-Id: $session" > session
            up() { c --header @session --max-time 30 "$@" --upload-file image; }
            up --limit-rate 100k "${first}images/$image" || {
                echo "going on at $second"
                up --retry 10 --retry-delay 1 "${second}images/$image"
            }
            c --header @session --retry 10 --retry-delay 1 --output copy "${second}images/$image"
            """;

    private HttpResponse<String> putPart(
            Node node, ClusterImage image, byte[] bytes, int start, String id) throws Exception {
        int end = start + PART;
        return client(node)
                .put(
                        image,
                        Arrays.copyOfRange(bytes, start, end),
                        "Origin",
                        ORIGIN,
                        "Session-Id",
                        id,
                        "Content-Range",
                        "bytes %d-%d/%d".formatted(start, end - 1, SIZE));
    }

    /** While the cluster learns of a death, a node may say that it is busy, and nothing else. */
    private static HttpResponse<String> firstGoodAnswer(Request request) {
        return await().atMost(20, SECONDS)
                .until(
                        () -> {
                            HttpResponse<String> response = request.send();
                            assertThat(response.statusCode())
                                    .as(response.body())
                                    .isIn(List.of(200, 503));
                            return response;
                        },
                        response -> response.statusCode() == 200);
    }

    private interface Request {
        HttpResponse<String> send() throws IOException, InterruptedException, Exception;
    }

    private NodeClient client(Node node) {
        return new NodeClient(cluster, node);
    }
}
