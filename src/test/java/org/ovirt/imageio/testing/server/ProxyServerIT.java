// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ovirt.imageio.testing.pki.LeafSpec;
import org.ovirt.imageio.testing.pki.TestPki;

class ProxyServerIT {

    @TempDir static Path directory;

    private static TestPki pki = TestPki.create();
    private static Path keyStore = Path.of("");

    @BeforeAll
    static void issueCertificate() throws IOException {
        keyStore = pki.issue(LeafSpec.localhost()).writeTo(directory, "server").combined();
    }

    @Test
    void serversRunSideBySideEachOnItsOwnPorts() throws Exception {
        try (ProxyServer one =
                        ProxyServer.builder(keyStore).quickJvm().withoutDeployment().start();
                ProxyServer two =
                        ProxyServer.builder(keyStore).quickJvm().withoutDeployment().start()) {
            assertThat(status(one.baseUri())).isEqualTo(503);
            assertThat(status(two.baseUri())).isEqualTo(503);
            assertThat(one.pid()).isNotEqualTo(two.pid());
        }
    }

    @Test
    void aClosedServerLeavesNeitherProcessNorFiles() throws Exception {
        ProxyServer server = ProxyServer.builder(keyStore).quickJvm().withoutDeployment().start();
        Path base = server.log().getParent();
        assertThat(base).isDirectory();
        server.close();
        assertThat(ProcessHandle.of(server.pid())).isEmpty();
        assertThat(base).doesNotExist();
        assertThat(Ports.isFree(server.dataPort())).isTrue();
    }

    @Test
    void aBusyPortIsAnErrorThatNamesThePortAndItsOwner() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(
                            () ->
                                    ProxyServer.builder(keyStore)
                                            .dataPort(taken.getLocalPort())
                                            .start())
                    .isInstanceOf(PortBusyException.class)
                    .hasMessageContaining("Port " + taken.getLocalPort())
                    .hasMessageContaining("process " + ProcessHandle.current().pid())
                    .hasMessageContaining("-Dimageio.port=");
        }
    }

    @Test
    void aServerThatStartsWithErrorsIsStoppedAndReported() {
        Path missing = directory.resolve("missing.pem");
        assertThatThrownBy(
                        () -> ProxyServer.builder(missing).quickJvm().withoutDeployment().start())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("started with errors")
                .hasMessageContaining("key-store.imageio");
    }

    @Test
    void aServerEndsWhenItsParentIsKilled() throws Exception {
        Process parent =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                "-Dimageio.build.directory=" + BuildOutput.current().directory(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                ServerParent.class.getName(),
                                keyStore.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try (BufferedReader output = parent.inputReader()) {
            long pid = Long.parseLong(output.readLine());
            assertThat(ProcessHandle.of(pid)).isPresent();
            parent.destroyForcibly().waitFor();
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(ProcessHandle.of(pid)).isEmpty());
        } finally {
            parent.destroyForcibly();
        }
    }

    @Test
    void itsLogTellsWhatItRuns() throws Exception {
        try (ProxyServer server =
                ProxyServer.builder(keyStore).quickJvm().withoutDeployment().start()) {
            assertThat(Files.readString(server.log()))
                    .contains("Undertow " + System.getProperty("version.undertow"))
                    .contains("listening on 127.0.0.1:" + server.dataPort());
        }
    }

    private static int status(URI uri) throws IOException, InterruptedException {
        HttpClient client = HttpClient.newBuilder().sslContext(pki.clientContext()).build();
        return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding())
                .statusCode();
    }
}
