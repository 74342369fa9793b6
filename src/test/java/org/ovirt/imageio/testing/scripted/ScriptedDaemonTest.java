// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.scripted;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ovirt.imageio.testing.client.RawClient;
import org.ovirt.imageio.testing.client.RawClient.PeerClose;
import org.ovirt.imageio.testing.client.RawResponse;
import org.ovirt.imageio.testing.client.RawResponse.Ending;
import org.ovirt.imageio.testing.http.MessageHead;
import org.ovirt.imageio.testing.pki.LeafSpec;
import org.ovirt.imageio.testing.pki.TestPki;

class ScriptedDaemonTest {

    private static final TestPki PKI = TestPki.create();
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String GET = "GET /images/x HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private static final String EMPTY_OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    private final HttpClient client =
            HttpClient.newBuilder().sslContext(PKI.clientContext()).build();
    private ScriptedDaemon daemon;

    @BeforeEach
    void start() throws IOException {
        daemon = ScriptedDaemon.start(PKI.serverContext(PKI.issue(LeafSpec.localhost())));
    }

    @AfterEach
    void stop() throws IOException {
        daemon.close();
    }

    @Test
    void requestsOfOneConnectionGetTheirScriptsInTurn() throws Exception {
        daemon.onRequest(r -> r.readHead().send(EMPTY_OK));
        daemon.onRequest(r -> r.readHead().send("HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n"));

        try (RawClient raw = connect()) {
            assertThat(raw.send(GET).readResponse().status()).isEqualTo(200);
            assertThat(raw.send(GET).readResponse().status()).isEqualTo(403);
        }
        assertThat(daemon.connections()).hasSize(1);
        assertThat(daemon.awaitConnection(0).awaitPeerClosed(PATIENCE)).isTrue();
        await().until(() -> daemon.openConnections() == 0);
    }

    @Test
    void theJdksClientIsServed() throws Exception {
        daemon.onRequest(
                r ->
                        r.readHead()
                                .readBody()
                                .send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"));

        HttpResponse<String> response =
                client.send(
                        HttpRequest.newBuilder(daemon.imageUri("x"))
                                .PUT(BodyPublishers.ofByteArray(new byte[100_000]))
                                .build(),
                        BodyHandlers.ofString());

        assertThat(response.body()).isEqualTo("hi");
        MessageHead head = daemon.awaitRequest();
        assertThat(head.startLine()).isEqualTo("PUT /images/x HTTP/1.1");
        assertThat(head.headers().firstValueAsLong("content-length")).hasValue(100_000);
        ScriptedConnection connection = daemon.awaitConnection(0);
        assertThat(connection.bodyBytesReceived()).isEqualTo(100_000);
        assertThat(connection.requests()).containsExactly(head);
        assertThat(connection.isOpen()).isTrue();
    }

    @Test
    void aCutBodyIsTruncated() throws Exception {
        daemon.onRequest(
                r -> r.readHead().send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc").cut());

        assertThatThrownBy(
                        () ->
                                client.send(
                                        HttpRequest.newBuilder(daemon.imageUri("x")).build(),
                                        BodyHandlers.ofString()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("bytes received: 3");
    }

    @Test
    void aClosedBodyIsTruncated() throws Exception {
        daemon.onRequest(
                r -> r.readHead().send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc").close());

        try (RawClient raw = connect()) {
            RawResponse response = raw.send(GET).readResponse();

            assertThat(response.ending()).isEqualTo(Ending.TRUNCATED);
            assertThat(response.text()).isEqualTo("abc");
            assertThat(raw.awaitClose()).isEqualTo(PeerClose.CLOSED);
        }
        assertThat(daemon.openConnections()).isZero();
    }

    @Test
    void aResetIsSeenAsSuch() throws Exception {
        CountDownLatch received = new CountDownLatch(1);
        daemon.onRequest(r -> r.readHead().send(EMPTY_OK).await(received).reset());

        try (RawClient raw = connect()) {
            assertThat(raw.send(GET).readResponse().status()).isEqualTo(200);
            received.countDown();

            assertThat(raw.awaitClose()).isEqualTo(PeerClose.RESET);
        }
    }

    @Test
    void anEarlyAnswerComesWhileTheBodyIsUnread() throws Exception {
        daemon.onRequest(
                r ->
                        r.readHead()
                                .readBody(1000)
                                .send("HTTP/1.1 416 No\r\nContent-Length: 0\r\n\r\n"));

        try (RawClient raw = connect()) {
            raw.send("PUT /images/x HTTP/1.1\r\nContent-Length: 2000\r\n\r\n").sendZeros(1000);

            assertThat(raw.readResponse().status()).isEqualTo(416);
            assertThat(daemon.awaitConnection(0).bodyBytesReceived()).isEqualTo(1000);
        }
    }

    @Test
    void aStalledDaemonStopsTheSender() throws Exception {
        CountDownLatch stalled = new CountDownLatch(1);
        daemon.onRequest(r -> r.readHead().signal(stalled).stall());

        try (RawClient raw = connect()) {
            raw.send("PUT /images/x HTTP/1.1\r\nContent-Length: 1000000000\r\n\r\n");
            CompletableFuture<Void> sending =
                    CompletableFuture.runAsync(
                            () ->
                                    assertThatThrownBy(() -> raw.sendZeros(1_000_000_000))
                                            .isInstanceOf(IOException.class));
            stalled.await();
            assertThat(daemon.awaitConnection(0).bodyBytesReceived()).isZero();
            assertThat(sending).isNotDone();

            daemon.close();

            sending.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void pieceAfterPieceComesWhenTheTestPermits() throws Exception {
        Semaphore permits = new Semaphore(0);
        daemon.onRequest(
                r ->
                        r.readHead()
                                .send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n")
                                .trickle(permits, "abc")
                                .sendEach(permits, List.of("de")));

        try (RawClient raw = connect()) {
            raw.send(GET).readHead();
            permits.release();
            assertThat(raw.readBytes(1)).asString(UTF_8).isEqualTo("a");
            permits.release(3);
            assertThat(raw.readBytes(4)).asString(UTF_8).isEqualTo("bcde");
        }
    }

    @Test
    void stepsAtOnceAreComplete() throws Exception {
        daemon.onRequest(
                r ->
                        r.readHead()
                                .atOnce(
                                        p ->
                                                p.send(
                                                                "HTTP/1.1 200 OK\r\nContent-Length:"
                                                                        + " 100000\r\n\r\n")
                                                        .sendZeros(100_000)));
        daemon.onRequest(r -> r.readHead().send(EMPTY_OK));

        try (RawClient raw = connect()) {
            assertThat(raw.send(GET).readResponse().body()).isEqualTo(new byte[100_000]);
            assertThat(raw.send(GET).readResponse().status()).isEqualTo(200);
        }
    }

    @Test
    void halfARecordIsNotRead() throws Exception {
        daemon.onRequest(
                r ->
                        r.readHead()
                                .send("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nabc")
                                .sendHalfRecord("def")
                                .cut());

        try (RawClient raw = connect()) {
            RawResponse response = raw.send(GET).readResponse();

            assertThat(response.ending()).isEqualTo(Ending.TRUNCATED);
            assertThat(response.text()).isEqualTo("abc");
        }
    }

    @Test
    void aLeavingPeerIsNoticedWhileTheScriptWaitsForIt() throws Exception {
        daemon.onRequest(r -> r.readHead().awaitPeerClose());

        try (RawClient raw = connect()) {
            raw.send(GET);
            daemon.awaitRequest();
            assertThat(daemon.awaitConnection(0).isOpen()).isTrue();
            raw.reset();
        }

        assertThat(daemon.awaitConnection(0).awaitPeerClosed(PATIENCE)).isTrue();
    }

    @Test
    void anAnswerCanComeWithoutARequest() throws Exception {
        daemon.onConnection(c -> c.send(EMPTY_OK).halfClose());

        try (RawClient raw = connect()) {
            assertThat(raw.readResponse().status()).isEqualTo(200);
            assertThat(raw.awaitClose()).isEqualTo(PeerClose.CLOSED);
        }
    }

    @Test
    void interimAnswersAndLongHeadersComeAsTheyAreTold() throws Exception {
        String filler = "X-Filler: " + "a".repeat(64 * 1024) + "\r\n";
        daemon.onRequest(
                r ->
                        r.readHead()
                                .sendRepeatedly("HTTP/1.1 102 Processing\r\n\r\n", 100)
                                .send(
                                        "HTTP/1.1 200 OK\r\n"
                                                + filler
                                                + "Content-Length: 100000\r\n\r\n")
                                .sendZeros(100_000));

        try (RawClient raw = connect()) {
            raw.send(GET);
            for (int i = 0; i < 100; i++) {
                assertThat(raw.readResponse().status()).isEqualTo(102);
            }
            RawResponse response = raw.readResponse();
            assertThat(response.header("x-filler")).hasSize(64 * 1024);
            assertThat(response.body()).isEqualTo(new byte[100_000]);
        }
    }

    @Test
    void otherRequestsGetTheCommonScript() throws Exception {
        daemon.onEveryOtherRequest(r -> r.readHead().send(EMPTY_OK));

        try (RawClient first = connect();
                RawClient second = connect()) {
            assertThat(first.send(GET).readResponse().status()).isEqualTo(200);
            assertThat(second.send(GET).readResponse().status()).isEqualTo(200);
            assertThat(first.send(GET).readResponse().status()).isEqualTo(200);
            assertThat(daemon.openConnections()).isEqualTo(2);
        }
    }

    @Test
    void aRequestWithoutAScriptFailsTheTest() throws Exception {
        try (ScriptedDaemonUnderTest unscripted = new ScriptedDaemonUnderTest()) {
            unscripted.requestAndSeeEnd();

            assertThatThrownBy(unscripted.daemon::close)
                    .isInstanceOf(AssertionError.class)
                    .hasRootCauseMessage("No script for " + GET);
        }
    }

    @Test
    void aFailingScriptFailsTheTest() throws Exception {
        try (ScriptedDaemonUnderTest failing = new ScriptedDaemonUnderTest()) {
            failing.daemon.onRequest(
                    r -> assertThat(r.readHead().head().startLine()).isEqualTo("something else"));
            failing.requestAndSeeEnd();

            assertThatThrownBy(failing.daemon::close).hasMessage("A script failed");
        }
    }

    @Test
    void aSilentDaemonAcceptsAndSaysNothing() throws Exception {
        try (ScriptedDaemon silent = ScriptedDaemon.startSilent();
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), silent.port())) {
            socket.getOutputStream().write("hello".getBytes(UTF_8));
            assertThat(silent.awaitConnection(0).isOpen()).isTrue();
            socket.setSoTimeout(50);
            assertThatThrownBy(socket.getInputStream()::read)
                    .isInstanceOf(SocketTimeoutException.class);
            socket.shutdownOutput();

            assertThat(silent.awaitConnection(0).awaitPeerClosed(PATIENCE)).isTrue();
        }
    }

    @Test
    void garbageComesInPlaceOfAHandshake() throws Exception {
        try (ScriptedDaemon garbage = ScriptedDaemon.startGarbage("garbage!".getBytes(UTF_8))) {
            assertThatThrownBy(() -> RawClient.connect(garbage.port(), PKI.clientContext()))
                    .isInstanceOf(SSLException.class);
        }
    }

    @Test
    void aPlainDaemonSpeaksWithoutTls() throws Exception {
        try (ScriptedDaemon plain = ScriptedDaemon.startPlain();
                RawClient raw = RawClient.connectPlain(plain.port())) {
            plain.onRequest(r -> r.readHead().send(EMPTY_OK));

            assertThat(raw.send(GET).readResponse().status()).isEqualTo(200);
        }
    }

    @Test
    void anUnreachablePortLeavesConnectionAttemptsUnanswered() throws Exception {
        try (UnreachablePort port = UnreachablePort.open();
                Socket socket = new Socket()) {
            InetSocketAddress address =
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port.port());

            assertThatThrownBy(() -> socket.connect(address, 100))
                    .isInstanceOf(SocketTimeoutException.class);
        }
    }

    private RawClient connect() throws IOException {
        return RawClient.connect(daemon.port(), PKI.clientContext());
    }

    /** A daemon whose end is expected to fail once. */
    private static final class ScriptedDaemonUnderTest implements AutoCloseable {

        private final ScriptedDaemon daemon;

        ScriptedDaemonUnderTest() throws IOException {
            daemon = ScriptedDaemon.startPlain();
        }

        void requestAndSeeEnd() throws IOException {
            try (RawClient raw = RawClient.connectPlain(daemon.port())) {
                assertThatThrownBy(() -> raw.send(GET).readResponse())
                        .isInstanceOf(EOFException.class);
            }
        }

        @Override
        public void close() {
            assertThatThrownBy(daemon::close).isInstanceOf(AssertionError.class);
        }
    }
}
