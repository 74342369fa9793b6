// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.ovirt.imageio.it.ScriptedImage.OK;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ovirt.imageio.testing.client.RawClient;
import org.ovirt.imageio.testing.client.RawResponse;
import org.ovirt.imageio.testing.world.SharedWorld;
import org.ovirt.imageio.testing.world.World;

@ExtendWith(SharedWorld.class)
class FramingIT {

    private final World world;
    private ScriptedImage image;
    private RawClient client;

    FramingIT(World world) {
        this.world = world;
    }

    @BeforeEach
    void connect() throws IOException {
        image = ScriptedImage.create(world, 1 << 30);
        client = image.connect();
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        image.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Transfer-Encoding: chunked",
                "Transfer-Encoding: gzip, chunked",
                "Transfer-Encoding: chunked\r\nContent-Length: 5",
                "Content-Length: 5\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: ",
                "Transfer-Encoding : chunked",
                "Content-Length: 5\r\nContent-Length: 5",
                "Content-Length: 5\r\nContent-Length: 6",
                "Content-Length: 5, 5",
                "Content-Length: +5",
                "Content-Length: -5",
                "Content-Length: 1_0",
                "Content-Length: 0x10",
                "Content-Length: 5.0",
                "Content-Length: 9223372036854775808",
                "Content-Length: 18446744073709551621",
                "Content-Length: ",
                "Content-Length : 5",
                "X: a\rb\r\nContent-Length: 5",
                "X: a\0b\r\nContent-Length: 5",
                "X\0: a\r\nContent-Length: 5",
                "X y: a\r\nContent-Length: 5",
                ": a\r\nContent-Length: 5",
                "no colon\r\nContent-Length: 5",
            })
    void anAmbiguousFrameIsRefusedAndItsConnectionClosed(String fields) throws Exception {
        // In one piece: what comes after the connection is closed could take the answer with it.
        client.send(
                image.head("PUT", fields) + "5\r\nGET /info/ HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertRefusedAndClosed(400);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /images/ID",
        "OPTIONS, /images/ID",
        "PUT, /images/ID",
        "PATCH, /images/ID",
        "DELETE, /images/ID",
        "GET, /images/ID/extents",
        "GET, /images/ID/checksum",
        "OPTIONS, /images/*",
        "GET, /info/",
        "GET, /nothing",
    })
    void aTransferCodingIsRefusedWhateverIsAsked(String method, String path) throws Exception {
        client.send(
                method
                        + " "
                        + path.replace("ID", image.id())
                        + " HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "0\r\n\r\nGET /info/ HTTP/1.1\r\nHost: localhost\r\n\r\n");
        RawResponse response = client.readResponse();
        assertThat(response.status()).isEqualTo(400);
        assertThat(response.text()).startsWith("Transfer-Encoding is not supported");
        assertThat(response.header("Connection")).isEqualTo("close");
        client.halfClose();
        assertThat(client.awaitClose()).isNotNull();
        assertThat(image.daemon().connections()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Host: localhost\r\nHost: localhost\r\n", "Host: a@b\r\n"})
    void aRequestHasOneHost(String hosts) throws Exception {
        client.send("GET /images/" + image.id() + " HTTP/1.1\r\n" + hosts + "\r\n");
        assertRefusedAndClosed(400);
    }

    @ParameterizedTest
    @CsvSource({
        "' GET /info/ HTTP/1.1', 400",
        "'GET  /info/ HTTP/1.1', 400",
        "'GET /in fo/ HTTP/1.1', 400",
        "'G\u001bET /info/ HTTP/1.1', 400",
        "'GET /in\u0000fo/ HTTP/1.1', 400",
        "'CONNECT localhost:22 HTTP/1.1', 405",
        "'CONNECT /info/ HTTP/1.1', 405",
        "'TRACE /info/ HTTP/1.1', 405",
    })
    void aRequestLineThatIsNoneIsRefused(String line, int status) throws Exception {
        client.send(line + "\r\nHost: localhost\r\n\r\n");
        assertThat(client.readResponse().status()).isEqualTo(status);
    }

    @Test
    void anotherHostsResourceIsNotServed() throws Exception {
        client.send("GET http://other.example/info/ HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(client.readResponse().status()).isBetween(400, 499);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/images/..;/images/ID",
                "/images/;x=y/ID",
                "/images/ID;jsessionid=0",
                "/images/ID;",
                "/images/ID/..;/extents",
                "/images%2fID",
                "/images/ID%2fextents",
                "/images/ID%252fextents",
                "/images/ID%00",
                "/images/ID%",
                "/images/ID%zz",
                "/images/%c0%af",
                "/images/../images/ID",
                "/images/./ID",
                "/images//ID",
                "//images/ID",
                "/images/ID/",
                "/images/ID/extents/",
                "/images/ID/unknown",
                "/images\\\\ID",
                "/IMAGES/ID",
                "/WEB-INF/web.xml",
                "/META-INF/MANIFEST.MF",
                "/images/ID#fragment",
            })
    void aPathThatCanBeReadInTwoWaysIsNone(String path) throws Exception {
        client.send(
                "GET " + path.replace("ID", image.id()) + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        RawResponse response = client.readResponse();
        assertThat(response.status()).isIn(400, 404);
        assertThat(response.text()).doesNotContain(image.id());
        assertThat(image.daemon().connections()).isEmpty();
    }

    @Test
    void whatFollowsARefusedUploadIsNotExecuted() throws Exception {
        client.send(
                image.put(1L << 40) + "GET /info/ HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(3));
        assertThat(client.readResponse().status()).isEqualTo(416);
        client.halfClose();
        assertThat(client.awaitClose()).isNotNull();
    }

    @Test
    void pipelinedRequestsAreAnsweredInTheirOrder() throws Exception {
        image.daemon()
                .onRequest(r -> r.readHead().send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1"));
        image.daemon().onRequest(r -> r.readHead().readBody().send(OK));
        image.daemon()
                .onRequest(r -> r.readHead().send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n3"));
        client.send(image.head("GET") + image.put(4) + "four" + image.head("GET"));
        assertThat(client.readResponse().text()).isEqualTo("1");
        assertThat(client.readResponse().text()).isEmpty();
        assertThat(client.readResponse().text()).isEqualTo("3");
        assertThat(image.daemon().connections()).hasSize(1);
    }

    @Test
    void aTooLongHeadIsRefused() throws Exception {
        client.send(image.head("GET", "X: " + "x".repeat(16 * 1024)));
        assertRefusedAndClosed(400, 431);
    }

    @Test
    void tooManyFieldsAreRefused() throws Exception {
        client.send(image.head("GET", "X: x\r\n".repeat(200) + "Y: y"));
        assertRefusedAndClosed(400, 431);
    }

    @Test
    void aTooLongRequestLineIsRefused() throws Exception {
        client.send("GET /images/" + "x".repeat(20_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertRefusedAndClosed(400, 414, 431);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "identity, gzip"})
    void anEncodedBodyIsRefused(String encoding) throws Exception {
        client.send(image.put(4, "Content-Encoding: " + encoding)).send("four");
        assertThat(client.readResponse().status()).isEqualTo(415);
        assertThat(image.daemon().connections()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Range: bytes 0-3/*\r\nContent-Range: bytes 8-11/*",
                "Content-Range: bytes 8-11/*\r\nContent-Range: bytes 0-3/*",
                "Content-Range: bytes 0-3/*, bytes 8-11/*",
            })
    void anUploadHasOneRange(String fields) throws Exception {
        client.send(image.put(4, fields)).send("four");
        assertThat(client.readResponse().status()).isEqualTo(400);
        assertThat(image.daemon().connections()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'Range: bytes=0-3\r\nRange: bytes=8-11', 400",
        "'Range: bytes=0-3, 8-11', 416",
        "'Range: bytes=0-3,', 416",
    })
    void aDownloadHasOneRange(String fields, int status) throws Exception {
        client.send(image.head("GET", fields));
        assertThat(client.readResponse().status()).isEqualTo(status);
        assertThat(image.daemon().connections()).isEmpty();
    }

    @Test
    void anEncodingBesideIdentityIsNotHidden() throws Exception {
        client.send(image.put(4, "Content-Encoding: identity", "Content-Encoding: gzip"))
                .send("four");
        assertThat(client.readResponse().status()).isEqualTo(400);
        assertThat(image.daemon().connections()).isEmpty();
    }

    @Test
    void onlyHttp1IsOffered() throws Exception {
        try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), world.proxy().dataPort());
                SSLSocket socket =
                        (SSLSocket)
                                world.pki()
                                        .clientContext()
                                        .getSocketFactory()
                                        .createSocket(plain, "localhost", plain.getPort(), true)) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            assertThat(socket.getApplicationProtocol()).isNotEqualTo("h2");
        }
    }

    @Test
    void theHttp2PrefaceIsNoRequest() throws Exception {
        client.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        assertRefusedAndClosed(400, 405, 505);
    }

    @Test
    void anUpgradeIsIgnored() throws Exception {
        client.send(
                """
                GET /info/ HTTP/1.1\r
                Host: localhost\r
                Connection: Upgrade, HTTP2-Settings\r
                Upgrade: h2c\r
                HTTP2-Settings: AAMAAABkAAQAAP__\r
                \r
                """);
        assertThat(client.readResponse().status()).isEqualTo(200);
    }

    /** The listener's request-parse-timeout is ten seconds. */
    @Test
    void aHeadThatComesTooSlowlyIsCut() throws Exception {
        client.send("GET /info/ HTTP/1.1\r\n");
        await().atMost(Duration.ofSeconds(25))
                .ignoreExceptions()
                .until(
                        () -> {
                            client.awaitClose();
                            return true;
                        });
    }

    /** One answer and then nothing more; the daemon is not asked. */
    private void assertRefusedAndClosed(Integer... statuses) throws IOException {
        assertThat(client.readResponse().status()).isIn((Object[]) statuses);
        client.halfClose();
        assertThat(client.awaitClose()).isNotNull();
        assertThat(image.daemon().connections()).isEmpty();
    }
}
