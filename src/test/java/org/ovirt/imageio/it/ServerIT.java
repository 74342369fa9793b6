// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ovirt.imageio.testing.client.RawClient;
import org.ovirt.imageio.testing.client.RawResponse;
import org.ovirt.imageio.testing.pki.LeafSpec;
import org.ovirt.imageio.testing.server.ProxyServer;
import org.ovirt.imageio.testing.server.TcpSocket;
import org.ovirt.imageio.testing.world.SharedWorld;
import org.ovirt.imageio.testing.world.World;

@ExtendWith(SharedWorld.class)
class ServerIT {
    /** Offers TLS 1.1 at most, with TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA on P-256. */
    private static final byte[] CLIENT_HELLO_TLS_1_1 =
            HexFormat.of()
                    .parseHex(
                            "160301003d010000390302"
                                    + "07".repeat(32)
                                    + "000002c0090100"
                                    + "000e000a000400020017000b00020100");

    private static final int ALERT = 0x15;

    private final World world;

    ServerIT(World world) {
        this.world = world;
    }

    @ParameterizedTest
    @CsvSource({
        "TLSv1.3, TLS_AES_128_GCM_SHA256",
        "TLSv1.3, TLS_AES_256_GCM_SHA384",
        "TLSv1.2, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
        "TLSv1.2, TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
        "TLSv1.2, TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
    })
    void authenticatedEncryptionIsSpoken(String protocol, String suite) throws Exception {
        try (SSLSocket socket = socket(protocol, suite)) {
            socket.startHandshake();
            assertThat(socket.getSession().getProtocol()).isEqualTo(protocol);
            assertThat(socket.getSession().getCipherSuite()).isEqualTo(suite);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
                "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384",
                "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA",
            })
    void otherEncryptionIsNot(String suite) throws Exception {
        try (SSLSocket socket = socket("TLSv1.2", suite)) {
            assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLHandshakeException.class);
        }
    }

    /** The JDK's own client would not even ask. */
    @Test
    void olderTlsIsNotSpoken() throws Exception {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), world.proxy().dataPort())) {
            socket.getOutputStream().write(CLIENT_HELLO_TLS_1_1);
            byte[] answer = socket.getInputStream().readNBytes(7);
            assertThat(answer).hasSize(7);
            assertThat(answer[0]).isEqualTo((byte) ALERT);
            // protocol_version (RFC 8446, section 6)
            assertThat(answer[6]).isEqualTo((byte) 70);
        }
    }

    @Test
    void onlyThisMachineReachesTheEnginesAndTheAdministratorsPorts() {
        for (int port : List.of(world.proxy().controlPort(), world.proxy().managementPort())) {
            assertThat(listeningAddresses(port))
                    .isNotEmpty()
                    .allMatch(
                            address ->
                                    address.equals("0100007F")
                                            || address.equals("00000000000000000000000001000000")
                                            || address.equals("0000000000000000FFFF00000100007F"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/index.html",
                "/favicon.ico",
                "/images",
                "/info",
                "/tickets/",
                "/tickets/11111111-2222-3333-4444-555555555555",
                "/management",
                "/console/",
                "/wildfly-services",
                "/.well-known/acme-challenge/x",
                "/nothing?here",
            })
    void anUnknownPathIsNotFoundAndTellsNothingAboutTheServer(String path) throws Exception {
        try (RawClient client = world.connect()) {
            RawResponse response =
                    client.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                            .readResponse();
            assertThat(response.status()).isEqualTo(404);
            assertThat(response.header("Content-Type"))
                    .isEqualToIgnoringCase("text/plain;charset=UTF-8");
            assertThat(response.text()).isNotBlank().doesNotContain("<");
            assertThat(response.headers().firstValue("Server")).isEmpty();
            assertThat(response.headers().firstValue("X-Powered-By")).isEmpty();
            assertThat((response.text() + response.headers().map()).toLowerCase(Locale.ROOT))
                    .doesNotContain("wildfly")
                    .doesNotContain("undertow")
                    .doesNotContain("jboss")
                    .doesNotContain("jersey");
        }
    }

    @Test
    void everyMistakeInTheConfigurationIsToldAtOnce(@TempDir Path directory) throws Exception {
        Path missing = directory.resolve("missing-ca.pem");
        assertThatThrownBy(
                        () ->
                                server(directory)
                                        .daemonCa(missing)
                                        .property("imageio.control.port", "abc")
                                        .property("imageio.daemon.read-timeout", "0")
                                        .start()
                                        .close())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("imageio.daemon.ca-file = " + missing)
                .hasMessageContaining("there is no such file")
                .hasMessageContaining("imageio.control.port = abc")
                .hasMessageContaining("expected a whole number from 0 to 65535")
                .hasMessageContaining("imageio.daemon.read-timeout = 0")
                .hasMessageContaining("expected a whole number from 1 to 3600")
                .hasMessageContaining("SysPropConfigSource");
    }

    @Test
    void aMistakeInAFileIsToldWithTheFilesPath(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("ovirt-imageio-proxy.properties");
        Files.writeString(file, "imageio.daemon.read-timeout = soon\n");
        assertThatThrownBy(
                        () ->
                                server(directory)
                                        .daemonCa(world.pki().writeCaTo(directory))
                                        .property("smallrye.config.locations", file.toString())
                                        .start()
                                        .close())
                .isInstanceOf(IllegalStateException.class)
                .message()
                .containsPattern(
                        Pattern.quote(
                                        "imageio.daemon.read-timeout = soon:"
                                                + " expected a whole number from 1 to 3600")
                                + " \\(set in .*"
                                + Pattern.quote(file.toString()));
    }

    @Test
    void aFileConfiguresTheProxy(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("ovirt-imageio-proxy.properties");
        Files.writeString(
                file, "imageio.daemon.ca-file = " + world.pki().writeCaTo(directory) + "\n");
        try (ProxyServer server =
                server(directory).property("smallrye.config.locations", file.toString()).start()) {
            assertThat(server.isAlive()).isTrue();
        }
    }

    @Test
    void aCaFileWithoutACertificateStopsTheStart(@TempDir Path directory) throws Exception {
        Path empty = Files.createFile(directory.resolve("empty-ca.pem"));
        assertThatThrownBy(() -> server(directory).daemonCa(empty).start().close())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("imageio.daemon.ca-file")
                .hasMessageContaining(empty.toString());
    }

    @Test
    void aBusyControlPortStopsTheStartAndIsNamed(@TempDir Path directory) throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            assertThatThrownBy(
                            () ->
                                    server(directory)
                                            .daemonCa(world.pki().writeCaTo(directory))
                                            .property("imageio.control.port", port)
                                            .start()
                                            .close())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("imageio.control.port")
                    .hasMessageContaining(port);
        }
    }

    /** As a WildFly does by default, whose standalone.conf may be kept. */
    @Test
    void aServerWithoutIpv6ServesTheEngine(@TempDir Path directory) throws Exception {
        try (ProxyServer server =
                        server(directory)
                                .daemonCa(world.pki().writeCaTo(directory))
                                .jvmOptions("-Djava.net.preferIPv4Stack=true")
                                .start();
                RawClient client = RawClient.connectPlain(server.controlPort())) {
            client.send("GET /tickets/unknown HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(client.readResponse().status()).isEqualTo(404);
        }
    }

    private ProxyServer.Builder server(Path directory) throws IOException {
        return ProxyServer.builder(
                        world.pki()
                                .issue(LeafSpec.localhost())
                                .writeTo(directory, "server")
                                .combined())
                .quickJvm();
    }

    private SSLSocket socket(String protocol, String suite) throws IOException {
        SSLSocket socket =
                (SSLSocket)
                        world.pki()
                                .clientContext()
                                .getSocketFactory()
                                .createSocket("localhost", world.proxy().dataPort());
        socket.setEnabledProtocols(new String[] {protocol});
        socket.setEnabledCipherSuites(new String[] {suite});
        return socket;
    }

    /** The local addresses, as Linux writes them, on which anybody listens on this port. */
    private static List<String> listeningAddresses(int port) {
        return TcpSocket.all()
                .filter(socket -> socket.isListening() && socket.localPort() == port)
                .map(TcpSocket::localAddress)
                .toList();
    }
}
