// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.platform;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ovirt.imageio.testing.client.RawClient;
import org.ovirt.imageio.testing.world.SharedWorld;
import org.ovirt.imageio.testing.world.World;

/** The listener for clients, as {@code wildfly-config} sets it up. */
@ExtendWith(SharedWorld.class)
class ListenerIT {

    private final World world;

    ListenerIT(World world) {
        this.world = world;
    }

    @Test
    void tls13IsWhatAClientGets() throws IOException {
        assertThat(handshake().getProtocol()).isEqualTo("TLSv1.3");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
                "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
                "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"
            })
    void tls12HasSuitesWithForwardSecrecyAndAuthenticatedEncryption(String suite)
            throws IOException {
        assertThat(handshake("TLSv1.2", suite).getCipherSuite()).isEqualTo(suite);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384",
                "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
                "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA"
            })
    void tls12HasNoOtherSuites(String suite) {
        assertThatThrownBy(() -> handshake("TLSv1.2", suite)).isInstanceOf(SSLException.class);
    }

    @Test
    void http2IsNotSpoken() throws Exception {
        HttpClient client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_2)
                        .sslContext(world.pki().clientContext())
                        .build();
        HttpResponse<Void> response =
                client.send(
                        HttpRequest.newBuilder(world.proxy().baseUri().resolve("info/")).build(),
                        BodyHandlers.discarding());
        assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "info/", "no/such/path", "images/none"})
    void noAnswerNamesTheServer(String path) throws Exception {
        HttpResponse<String> response =
                world.client()
                        .send(
                                HttpRequest.newBuilder(world.proxy().baseUri().resolve(path))
                                        .build(),
                                BodyHandlers.ofString());
        assertThat(response.headers().map().toString() + response.body())
                .doesNotContainIgnoringCase("wildfly")
                .doesNotContainIgnoringCase("undertow")
                .doesNotContainIgnoringCase("jboss")
                .doesNotContainIgnoringCase("x-powered-by");
    }

    @Test
    void aHeadOfMoreThan16KibIsNotServed() throws IOException {
        try (RawClient client = world.connect()) {
            client.send(
                    "GET /info/ HTTP/1.1\r\nHost: localhost\r\nX-Long: %s\r\n\r\n"
                            .formatted("x".repeat(20_000)));
            assertThat(client.readResponse().status()).isEqualTo(400);
        }
    }

    @Test
    void aHeadThatDoesNotArriveEndsTheConnection() throws IOException {
        try (SSLSocket socket = socket()) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write("GET /info/ HTTP/1.1\r\n".getBytes(US_ASCII));
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    private SSLSession handshake() throws IOException {
        try (SSLSocket socket = socket()) {
            socket.startHandshake();
            return socket.getSession();
        }
    }

    private SSLSession handshake(String protocol, String suite) throws IOException {
        try (SSLSocket socket = socket()) {
            socket.setEnabledProtocols(new String[] {protocol});
            socket.setEnabledCipherSuites(new String[] {suite});
            socket.startHandshake();
            return socket.getSession();
        }
    }

    private SSLSocket socket() throws IOException {
        return (SSLSocket)
                world.pki()
                        .clientContext()
                        .getSocketFactory()
                        .createSocket(InetAddress.getLoopbackAddress(), world.proxy().dataPort());
    }
}
