// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.ovirt.imageio.it.ScriptedImage.OK;
import static org.ovirt.imageio.it.ScriptedImage.ok;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ovirt.imageio.testing.client.RawClient;
import org.ovirt.imageio.testing.client.RawResponse;
import org.ovirt.imageio.testing.daemon.DaemonTicket;
import org.ovirt.imageio.testing.daemon.DaemonTicket.Operation;
import org.ovirt.imageio.testing.pki.LeafSpec;
import org.ovirt.imageio.testing.pki.TestPki;
import org.ovirt.imageio.testing.scripted.ScriptedDaemon;
import org.ovirt.imageio.testing.scripted.UnreachablePort;
import org.ovirt.imageio.testing.world.SharedWorld;
import org.ovirt.imageio.testing.world.World;

@ExtendWith(SharedWorld.class)
class DaemonConnectionIT {
    private static final long SIZE = 1L << 30;
    private static final Duration SOON = Duration.ofSeconds(2);

    /** TLS 1.1 as chosen by a server, with TLS_RSA_WITH_AES_128_CBC_SHA. */
    private static final byte[] SERVER_HELLO_TLS_1_1 =
            HexFormat.of()
                    .parseHex("160302002a" + "02000026" + "0302" + "07".repeat(32) + "00002f00");

    /** TLS 1.2 as chosen by a server, with TLS_RSA_WITH_3DES_EDE_CBC_SHA. */
    private static final byte[] SERVER_HELLO_3DES = serverHello12("000a");

    /** TLS 1.2 as chosen by a server, with TLS_RSA_WITH_NULL_SHA256. */
    private static final byte[] SERVER_HELLO_NULL = serverHello12("003b");

    /** A fatal alert: protocol_version. */
    private static final byte[] ALERT = HexFormat.of().parseHex("15030100020246");

    private final World world;

    private static byte[] serverHello12(String suite) {
        return HexFormat.of()
                .parseHex(
                        "160303002a" + "02000026" + "0303" + "07".repeat(32) + "00" + suite + "00");
    }

    DaemonConnectionIT(World world) {
        this.world = world;
    }

    enum BadCertificate {
        SELF_SIGNED {
            @Override
            SSLContext context(TestPki pki) {
                return pki.serverContext(TestPki.selfSigned(LeafSpec.localhost()));
            }
        },
        OF_ANOTHER_AUTHORITY {
            @Override
            SSLContext context(TestPki pki) {
                TestPki other = TestPki.create();
                return other.serverContext(other.issue(LeafSpec.localhost()));
            }
        },
        EXPIRED {
            @Override
            SSLContext context(TestPki pki) {
                return pki.serverContext(pki.issue(LeafSpec.expired()));
            }
        },
        NOT_YET_VALID {
            @Override
            SSLContext context(TestPki pki) {
                return pki.serverContext(pki.issue(LeafSpec.notYetValid()));
            }
        },
        FOR_ANOTHER_HOST {
            @Override
            SSLContext context(TestPki pki) {
                return pki.serverContext(pki.issue(LeafSpec.wrongHost()));
            }
        },
        FOR_A_WILDCARD_OF_ANOTHER_DOMAIN {
            @Override
            SSLContext context(TestPki pki) {
                return pki.serverContext(pki.issue(LeafSpec.wildcard("example")));
            }
        },
        FOR_AN_ADDRESS_ONLY {
            @Override
            SSLContext context(TestPki pki) {
                return pki.serverContext(pki.issue(LeafSpec.localhost().withDnsNames()));
            }
        },
        WITH_A_COMMON_NAME_ONLY {
            @Override
            SSLContext context(TestPki pki) {
                return pki.serverContext(pki.issue(LeafSpec.commonNameOnly()));
            }
        };

        abstract SSLContext context(TestPki pki);
    }

    @ParameterizedTest
    @EnumSource(BadCertificate.class)
    void aDaemonWithABadCertificateIsSentNothing(BadCertificate bad) throws Exception {
        ScriptedDaemon daemon = ScriptedDaemon.start(bad.context(world.pki()));
        try (ScriptedImage image = ScriptedImage.on(world, daemon, SIZE);
                RawClient client = image.connect()) {
            RawResponse response = image.get(client);
            assertThat(response.status()).isEqualTo(502);
            assertThat(response.text()).contains("daemon-certificate");
            assertAddressHidden(response, daemon);
            assertThat(daemon.awaitConnection(0).awaitPeerClosed(SOON)).isTrue();
            assertThat(daemon.awaitConnection(0).requests()).isEmpty();
        }
    }

    static Stream<byte[]> noTlsWorthTheName() {
        return Stream.of(
                SERVER_HELLO_TLS_1_1,
                SERVER_HELLO_3DES,
                SERVER_HELLO_NULL,
                ALERT,
                new byte[0],
                "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(ISO_8859_1),
                new byte[20_000]);
    }

    @ParameterizedTest
    @MethodSource("noTlsWorthTheName")
    void aDaemonWithoutGoodTlsIsABadGateway(byte[] greeting) throws Exception {
        ScriptedDaemon daemon = ScriptedDaemon.startGarbage(greeting);
        try (ScriptedImage image = ScriptedImage.on(world, daemon, SIZE);
                RawClient client = image.connect()) {
            client.send(image.put(1000, "Expect: 100-continue"));
            RawResponse response = client.readResponse();
            assertThat(response.status()).isEqualTo(502);
            assertThat(response.text()).contains("daemon-tls");
            assertAddressHidden(response, daemon);
            assertThat(daemon.awaitConnection(0).awaitPeerClosed(SOON)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "OPTIONS", "PUT"})
    void tls13IsSpokenWithADaemonThatKnowsIt(String method) throws Exception {
        try (ScriptedImage image = ScriptedImage.create(world, SIZE);
                RawClient client = image.connect()) {
            image.onRequest(r -> r.readHead().send("HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n"));
            client.send(image.head(method, "Content-Length: 0")).readResponse();
            assertThat(image.daemon().awaitConnection(0).protocol()).isEqualTo("TLSv1.3");
        }
    }

    @Test
    void noDaemonIsServiceUnavailable() throws Exception {
        try (ScriptedImage image = ScriptedImage.create(world, SIZE);
                RawClient client = image.connect()) {
            image.daemon().close();
            RawResponse response = image.get(client);
            assertThat(response.status()).isEqualTo(503);
            assertThat(response.text()).contains("daemon-unreachable");
            assertThat(response.header("Retry-After")).isNotEmpty();
            assertAddressHidden(response, image.daemon());
        }
    }

    @Test
    void aHostWithoutAnAddressIsServiceUnavailable() throws Exception {
        RawResponse response = get(URI.create("https://host.invalid:54322/images/"));
        assertThat(response.status()).isEqualTo(503);
        assertThat(response.text()).contains("daemon-unreachable").doesNotContain("host.invalid");
    }

    @Test
    void aHostThatDoesNotAnswerIsAGatewayTimeout() throws Exception {
        try (UnreachablePort port = UnreachablePort.open()) {
            RawResponse response = get(URI.create("https://localhost:" + port.port() + "/images/"));
            assertThat(response.status()).isEqualTo(504);
            assertThat(response.text()).contains("daemon-stalled");
        }
    }

    @Test
    void aSilentHandshakeIsAGatewayTimeout() throws Exception {
        ScriptedDaemon daemon = ScriptedDaemon.startSilent();
        try (ScriptedImage image = ScriptedImage.on(world, daemon, SIZE);
                RawClient client = image.connect()) {
            RawResponse response = image.get(client);
            assertThat(response.status()).isEqualTo(504);
            assertThat(response.text()).contains("daemon-stalled");
            assertThat(daemon.awaitConnection(0).awaitPeerClosed(SOON)).isTrue();
        }
    }

    @Test
    void aClientThatLeavesDuringTheHandshakeFreesTheDaemon() throws Exception {
        ScriptedDaemon daemon = ScriptedDaemon.startSilent();
        try (ScriptedImage image = ScriptedImage.on(world, daemon, SIZE);
                RawClient client = image.connect()) {
            client.send(image.head("GET"));
            daemon.awaitConnection(0);
            client.cut();
            assertThat(daemon.awaitConnection(0).awaitPeerClosed(SOON)).isTrue();
        }
    }

    @Test
    void requestsOfOneClientShareAConnection() throws Exception {
        try (ScriptedImage image = ScriptedImage.create(world, SIZE);
                RawClient client = image.connect()) {
            image.daemon().onEveryOtherRequest(r -> r.readHead().readBody().send(OK));
            for (int i = 0; i < 5; i++) {
                assertThat(image.get(client).status()).isEqualTo(200);
                assertThat(image.putZeros(client, 1000).status()).isEqualTo(200);
            }
            assertThat(image.daemon().connections()).hasSize(1);
            client.cut();
            assertThat(image.daemon().awaitConnection(0).awaitPeerClosed(SOON)).isTrue();
        }
    }

    @Test
    void aConnectionThatTheDaemonClosedWhileIdleIsReplaced() throws Exception {
        CountDownLatch answered = new CountDownLatch(1);
        try (ScriptedImage image = ScriptedImage.create(world, SIZE);
                RawClient client = image.connect()) {
            image.onRequest(r -> r.readHead().send(OK).await(answered).close());
            image.onRequest(r -> r.readHead().readBody().send(OK));
            assertThat(image.get(client).status()).isEqualTo(200);
            answered.countDown();
            assertThat(image.putZeros(client, 1000).status()).isEqualTo(200);
            assertThat(image.daemon().connections()).hasSize(2);
        }
    }

    @Test
    void aDownloadIsRepeatedOnceIfItsKeptConnectionWasDead() throws Exception {
        try (ScriptedImage image = ScriptedImage.create(world, SIZE);
                RawClient client = image.connect()) {
            image.onRequest(r -> r.readHead().send(OK));
            image.onRequest(r -> r.readHead().close());
            image.onRequest(r -> r.readHead().send(ok("ab")));
            assertThat(image.get(client).status()).isEqualTo(200);
            assertThat(image.get(client).text()).isEqualTo("ab");
            assertThat(image.daemon().connections()).hasSize(2);
        }
    }

    @Test
    void aDownloadIsNotRepeatedTwice() throws Exception {
        try (ScriptedImage image = ScriptedImage.create(world, SIZE);
                RawClient client = image.connect()) {
            image.onRequest(r -> r.readHead().send(OK));
            image.onRequest(r -> r.readHead().close());
            image.onRequest(r -> r.readHead().close());
            assertThat(image.get(client).status()).isEqualTo(200);
            assertThat(image.get(client).status()).isEqualTo(502);
            assertThat(image.daemon().connections()).hasSize(2);
        }
    }

    @Test
    void aRequestOnANewConnectionIsNotRepeated() throws Exception {
        try (ScriptedImage image = ScriptedImage.create(world, SIZE);
                RawClient client = image.connect()) {
            image.onRequest(r -> r.readHead().close());
            assertThat(image.get(client).status()).isEqualTo(502);
            assertThat(image.daemon().connections()).hasSize(1);
        }
    }

    @Test
    void anUploadIsRepeatedIfNoByteOfItsBodyWasSent() throws Exception {
        try (ScriptedImage image = ScriptedImage.create(world, SIZE);
                RawClient client = image.connect()) {
            image.onRequest(r -> r.readHead().send(OK));
            image.onRequest(r -> r.readHead().close());
            image.onRequest(r -> r.readHead().readBody().send(OK));
            assertThat(image.get(client).status()).isEqualTo(200);
            client.send(image.put(1000));
            for (int i = 0; i < 3; i++) {
                image.daemon().awaitRequest();
            }
            client.sendZeros(1000);
            assertThat(client.readResponse().status()).isEqualTo(200);
            assertThat(image.daemon().awaitConnection(1).bodyBytesReceived()).isEqualTo(1000);
            assertThat(image.daemon().connections()).hasSize(2);
        }
    }

    @Test
    void anUploadIsNotRepeatedOnceAByteOfItsBodyWasSent() throws Exception {
        try (ScriptedImage image = ScriptedImage.create(world, SIZE);
                RawClient client = image.connect()) {
            image.onRequest(r -> r.readHead().send(OK));
            image.onRequest(r -> r.readHead().readBody(1).close());
            assertThat(image.get(client).status()).isEqualTo(200);
            client.send(image.put(1000)).sendZeros(1);
            assertThat(client.readResponse().status()).isEqualTo(502);
            assertThat(image.daemon().connections()).hasSize(1);
        }
    }

    @Test
    void aDaemonThatClosesAfterItsAnswerGetsANewConnection() throws Exception {
        try (ScriptedImage image = ScriptedImage.create(world, SIZE);
                RawClient client = image.connect()) {
            image.onRequest(
                    r ->
                            r.readHead()
                                    .send(
                                            """
                                            HTTP/1.1 200 OK\r
                                            Connection: close\r
                                            Content-Length: 0\r
                                            \r
                                            """)
                                    .awaitPeerClose());
            image.onRequest(r -> r.readHead().send(OK));
            assertThat(image.get(client).status()).isEqualTo(200);
            assertThat(image.get(client).status()).isEqualTo(200);
            assertThat(image.daemon().connections()).hasSize(2);
        }
    }

    /** Asks for an image whose ticket has a URL that starts like this. */
    private RawResponse get(URI images) throws IOException {
        DaemonTicket ticket =
                DaemonTicket.of(
                        UUID.randomUUID().toString(), Path.of("nowhere"), SIZE, Operation.READ);
        world.engine().install(ticket, URI.create(images + ticket.uuid()));
        try (RawClient client = world.connect()) {
            return client.send(
                            "GET /images/" + ticket.uuid() + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    .readResponse();
        }
    }

    private static void assertAddressHidden(RawResponse response, ScriptedDaemon daemon) {
        assertThat(response.text())
                .doesNotContain("localhost")
                .doesNotContain("127.0.0.1")
                .doesNotContain(Integer.toString(daemon.port()));
    }
}
