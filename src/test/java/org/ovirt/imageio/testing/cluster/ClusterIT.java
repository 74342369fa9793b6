// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.cluster;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.ovirt.imageio.testing.client.RawClient;
import org.ovirt.imageio.testing.daemon.DaemonTicket.Operation;
import org.ovirt.imageio.testing.server.BuildOutput;

@ExtendWith(ClusterWorld.class)
class ClusterIT {
    private static final String INFO = "GET /info/ HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private final Cluster cluster;

    ClusterIT(Cluster cluster) {
        this.cluster = cluster;
    }

    @Test
    void itsNodesServeTheOneDaemonAndHaveAnEngineEach() throws Exception {
        for (Node node : cluster.nodes()) {
            ClusterImage image = cluster.newImageOn(node, 4096, Operation.READ);
            assertThat(node.engine().status(image.id()).getInt("size")).isEqualTo(4096);
            try (RawClient client = node.connect()) {
                client.send("GET /images/" + image.id() + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
                assertThat(client.readResponse().body()).hasSize(4096);
            }
            assertThat(cluster.daemon().movedBytes(image.id())).isEqualTo(4096);
        }
    }

    @Test
    void aKilledNodeIsDeadAndComesBackWhereItWas() throws Exception {
        Node node = cluster.node(1);
        try (RawClient client = node.connect()) {
            node.kill();
            assertThat(node.isAlive()).isFalse();
            assertThatThrownBy(() -> client.send(INFO).readResponse())
                    .isInstanceOf(IOException.class);
        }
        assertThat(answers(cluster.node(0))).isTrue();
        assertThatThrownBy(node::connect).isInstanceOf(IOException.class);
        cluster.healthy();
        assertThat(answers(node)).isTrue();
        assertThat(node.log().resolveSibling("console-1.log")).isNotEmptyFile();
    }

    @Test
    void aPausedNodeKeepsItsConnectionsAndGoesOn() throws Exception {
        Node node = cluster.node(2);
        try (RawClient client = node.connect()) {
            client.send(INFO).readResponse();
            node.pause();
            client.patience(Duration.ofMillis(500)).send(INFO);
            assertThatThrownBy(client::readResponse).isInstanceOf(SocketTimeoutException.class);
            assertThat(node.isAlive()).isTrue();
        }
        try (RawClient client = cluster.node(0).connect()) {
            assertThat(client.send(INFO).readResponse().status()).isEqualTo(200);
        }
        node.resume();
        assertThat(answers(node)).isTrue();
    }

    @Test
    void aPausedNodeCanBeKilled() throws Exception {
        Node node = cluster.node(2);
        node.pause();
        node.kill();
        assertThat(node.isAlive()).isFalse();
    }

    @Test
    void aSplitCutsTheNodesOffFromOneAnotherAndFromNobodyElse() throws Exception {
        assumeTrue(cluster.whyWhole().isEmpty(), () -> cluster.whyWhole().orElseThrow());
        List<Place> places = places();
        assertThat(reaches(places.get(0), places.get(1))).isTrue();
        try (Partition partition = cluster.split(cluster.node(0))) {
            assertThat(reaches(places.get(0), places.get(1))).isFalse();
            assertThat(reaches(places.get(2), places.get(0))).isFalse();
            assertThat(reaches(places.get(1), places.get(2))).isTrue();
            for (Node node : cluster.nodes()) {
                assertThat(answers(node)).isTrue();
            }
            partition.heal();
            assertThat(reaches(places.get(0), places.get(1))).isTrue();
            assertThat(reaches(places.get(2), places.get(0))).isTrue();
        }
    }

    @Test
    void noNodeReachesAnotherThroughTheClientsNetwork() {
        assumeTrue(cluster.whyWhole().isEmpty(), () -> cluster.whyWhole().orElseThrow());
        List<Place> places = places();
        assertThat(pings(places.get(0), places.get(1).clientAddress())).isFalse();
        assertThat(pings(places.get(0), places.get(0).clientAddress())).isTrue();
    }

    /** A killed test run, whose nodes are stopped or not, leaves nothing for long. */
    @Test
    void nothingOutlivesAKilledJvm() throws Exception {
        Process parent =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                "-Dimageio.build.directory=" + BuildOutput.current().directory(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                ClusterParent.class.getName())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try (BufferedReader output = parent.inputReader()) {
            String line = output.readLine();
            assertThat(line).startsWith("nodes ");
            List<Long> nodes = Stream.of(line.substring(6).split(" ")).map(Long::valueOf).toList();
            assertThat(nodes).hasSize(2).allMatch(pid -> ProcessHandle.of(pid).isPresent());
            List<ProcessHandle> all = parent.descendants().toList();
            parent.destroyForcibly().waitFor();
            await().atMost(10, SECONDS)
                    .untilAsserted(() -> assertThat(all).noneMatch(ProcessHandle::isAlive));
            NamespaceNetwork.removeStale();
            assertThat(Shell.run("ls /run/netns 2>/dev/null || true"))
                    .doesNotContain("imageio-" + parent.pid() + "-");
            assertThat(Shell.run("ip -brief link")).doesNotContain("im" + parent.pid() + ".");
        } finally {
            parent.destroyForcibly();
        }
    }

    private List<Place> places() {
        return cluster.nodes().stream().map(Node::place).toList();
    }

    private static boolean answers(Node node) throws IOException {
        try (RawClient client = node.connect()) {
            return client.send(INFO).readResponse().status() == 200;
        }
    }

    private static boolean reaches(Place from, Place to) {
        return pings(from, to.clusterAddress());
    }

    /** By what the JDK has: an echo request of ICMP, as this runs as root. */
    private static boolean pings(Place from, String address) {
        String java = ProcessHandle.current().info().command().orElseThrow();
        String command =
                String.join(" ", from.prefix())
                        + " "
                        + java
                        + " -cp '"
                        + System.getProperty("java.class.path")
                        + "' "
                        + Ping.class.getName()
                        + " "
                        + address;
        return Shell.run(command).strip().equals("true");
    }

    @Test
    void itsLogsTellOfEachNode() throws Exception {
        for (Node node : cluster.nodes()) {
            assertThat(Files.readString(node.log())).contains("WFLYSRV0025");
        }
    }
}
