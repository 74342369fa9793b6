// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.time.Duration;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ovirt.imageio.testing.client.RawClient.PeerClose;
import org.ovirt.imageio.testing.client.RawResponse.Ending;
import org.ovirt.imageio.testing.pki.LeafSpec;
import org.ovirt.imageio.testing.pki.TestPki;
import org.ovirt.imageio.testing.scripted.ScriptedDaemon;

class RawClientTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private ScriptedDaemon server;
    private RawClient client;

    @BeforeEach
    void start() throws IOException {
        server = ScriptedDaemon.startPlain();
        client = RawClient.connectPlain(server.port());
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        server.close();
    }

    @Test
    void aCompleteAnswerIsToldFromItsSuccessor() throws Exception {
        answer(
                "HTTP/1.1 200 All right\r\nA: 1\r\nA: 2\r\nContent-Length: 2\r\n\r\nhiHTTP/1.1 204 \r\n\r\n");

        RawResponse response = client.readResponse();
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.reason()).isEqualTo("All right");
        assertThat(response.headers().allValues("a")).containsExactly("1", "2");
        assertThat(response.header("missing")).isEmpty();
        assertThat(response.text()).isEqualTo("hi");
        assertThat(response.ending()).isEqualTo(Ending.COMPLETE);

        assertThat(client.readResponse().status()).isEqualTo(204);
    }

    @Test
    void anAnswerToHeadHasNoBodyWhateverItsLength() throws Exception {
        answer("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n");

        RawResponse response = client.readResponseWithoutBody();

        assertThat(response.body()).isEmpty();
        assertThat(response.ending()).isEqualTo(Ending.COMPLETE);
    }

    @Test
    void aBodyThatEndsEarlyIsTruncated() throws Exception {
        answerAndClose("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc");

        assertThat(client.readResponse())
                .extracting(RawResponse::text, RawResponse::ending)
                .containsExactly("abc", Ending.TRUNCATED);
    }

    @Test
    void aBodyWithoutLengthEndsWithTheConnection() throws Exception {
        answerAndClose("HTTP/1.1 200 OK\r\n\r\nabc");

        assertThat(client.readResponse())
                .extracting(RawResponse::text, RawResponse::ending)
                .containsExactly("abc", Ending.CLOSED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.0 200 OK\r\n\r\n",
                "HTTP/1.1 2000 OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na",
                "HTTP/1.1 200 OK\r\nContent-Length: +1\r\n\r\na",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nno colon\r\n\r\n"
            })
    void aMalformedAnswerIsAnError(String answer) throws Exception {
        answer(answer);

        assertThatThrownBy(client::readResponse).isInstanceOf(ProtocolException.class);
    }

    @Test
    void noAnswerIsAnError() throws Exception {
        answerAndClose("");

        assertThatThrownBy(client::readResponse).isInstanceOf(EOFException.class);
    }

    @Test
    void moreThanAnEndIsAnError() throws Exception {
        answer("more");

        assertThatThrownBy(client::awaitClose).isInstanceOf(ProtocolException.class);
    }

    @Test
    void afterAHalfCloseAnswersAreStillRead() throws Exception {
        server.onRequest(
                r -> {
                    r.readHead().awaitPeerClose();
                    r.send("HTTP/1.1 400 No\r\nContent-Length: 0\r\n\r\n").close();
                });

        client.send("PUT / HTTP/1.1\r\nContent-Length: 9\r\n\r\n").sendZeros(3).halfClose();

        assertThat(client.readResponse().status()).isEqualTo(400);
        assertThat(client.awaitClose()).isEqualTo(PeerClose.CLOSED);
        assertThat(server.awaitConnection(0).bodyBytesReceived()).isEqualTo(3);
    }

    @Test
    void aResetReachesTheServer() throws Exception {
        server.onRequest(r -> r.readHead().awaitPeerClose());
        client.send("GET / HTTP/1.1\r\n\r\n");
        server.awaitRequest();

        client.reset();

        assertThat(server.awaitConnection(0).awaitPeerClosed(PATIENCE)).isTrue();
    }

    @Test
    void aClientThatDoesNotReadStopsTheServer() throws Exception {
        TestPki pki = TestPki.create();
        try (ScriptedDaemon secure =
                        ScriptedDaemon.start(pki.serverContext(pki.issue(LeafSpec.localhost())));
                RawClient stalled = RawClient.connect(secure.port(), pki.clientContext(), 4096)) {
            secure.onRequest(r -> r.readHead().sendZeros(1_000_000_000));
            stalled.send("GET / HTTP/1.1\r\n\r\n");
            secure.awaitRequest();
            stalled.readBytes(1);

            stalled.cut();

            assertThat(secure.awaitConnection(0).awaitPeerClosed(PATIENCE)).isTrue();
        }
    }

    @Test
    void aServerThatIsNotLocalhostIsRefused() throws Exception {
        TestPki pki = TestPki.create();
        try (ScriptedDaemon other =
                ScriptedDaemon.start(pki.serverContext(pki.issue(LeafSpec.wrongHost())))) {
            assertThatThrownBy(() -> RawClient.connect(other.port(), pki.clientContext()))
                    .isInstanceOf(SSLHandshakeException.class);
        }
    }

    private void answer(String answer) throws IOException {
        server.onRequest(r -> r.readHead().send(answer));
        client.send("GET / HTTP/1.1\r\n\r\n");
    }

    private void answerAndClose(String answer) throws IOException {
        server.onRequest(r -> r.readHead().send(answer).close());
        client.send("GET / HTTP/1.1\r\n\r\n");
    }
}
