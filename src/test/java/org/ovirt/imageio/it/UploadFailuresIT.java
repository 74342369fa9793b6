// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static org.ovirt.imageio.it.ScriptedImage.OK;
import static org.ovirt.imageio.it.ScriptedImage.ok;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ovirt.imageio.testing.client.RawClient;
import org.ovirt.imageio.testing.client.RawClient.PeerClose;
import org.ovirt.imageio.testing.client.RawResponse;
import org.ovirt.imageio.testing.client.RawResponse.Ending;
import org.ovirt.imageio.testing.scripted.ScriptedConnection;
import org.ovirt.imageio.testing.world.SharedWorld;
import org.ovirt.imageio.testing.world.World;

@ExtendWith(SharedWorld.class)
class UploadFailuresIT {
    private static final long SIZE = 1L << 30;
    private static final long MORE_THAN_ALL_BUFFERS = 64L << 20;
    private static final Duration RELEASED_WITHIN = Duration.ofSeconds(2);
    private static final String CONTINUE = "HTTP/1.1 100 Continue\r\n";

    private final World world;

    UploadFailuresIT(World world) {
        this.world = world;
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 404, 409, 413, 416, 500, 503, 507})
    void anEarlyRefusalReachesAClientThatStillSends(int status) throws Exception {
        CountDownLatch stop = new CountDownLatch(1);
        try (ScriptedImage image = ScriptedImage.create(world, SIZE);
                RawClient client = image.connect()) {
            image.onRequest(r -> r.readHead().readBody(1000).send(refusal(status)).await(stop));
            client.send(image.put(SIZE)).sendZeros(100_000);
            RawResponse response = client.readResponse();
            stop.countDown();
            assertThat(response.status()).isEqualTo(status);
            assertThat(response.header("Connection")).isEqualToIgnoringCase("close");
            assertThat(response.header("Content-Type")).startsWith("text/plain");
            assertThat(response.text()).doesNotContain("daemon's words").isNotBlank();
        }
    }

    /** The daemon closes with unread bytes in its buffers, so its system sends a reset behind. */
    @RepeatedTest(20)
    void aRefusalIsReadAlthoughTheDaemonResetsTheConnectionBehindIt() throws Exception {
        try (ScriptedImage image = ScriptedImage.create(world, SIZE);
                RawClient client = image.connect()) {
            image.onRequest(r -> r.readHead().readBody(100_000).send(refusal(507)).cut());
            CompletableFuture<Void> sending = sendZeros(client, image, MORE_THAN_ALL_BUFFERS);
            assertThat(client.readResponse().status()).isEqualTo(507);
            finish(sending);
        }
    }

    @Test
    void anEarlyRefusalReachesAClientThatReadsOnlyAfterItHasSentAll() throws Exception {
        try (ScriptedImage image = ScriptedImage.create(world, SIZE);
                RawClient client = image.connect()) {
            image.onRequest(r -> r.readHead().readBody(1000).send(refusal(416)).awaitPeerClose());
            client.send(image.put(MORE_THAN_ALL_BUFFERS)).sendZeros(MORE_THAN_ALL_BUFFERS);
            assertThat(client.readResponse().status()).isEqualTo(416);
            assertThat(client.awaitClose()).isEqualTo(PeerClose.CLOSED);
            // However fast the client is, the refusal had its turn.
            assertThat(image.daemon().awaitConnection(0).bodyBytesReceived())
                    .isLessThan(MORE_THAN_ALL_BUFFERS / 4);
        }
    }

    @Test
    void anEarlyRefusalReachesAClientThatWaitsToContinue() throws Exception {
        try (ScriptedImage image = ScriptedImage.create(world, SIZE);
                RawClient client = image.connect()) {
            image.onRequest(r -> r.readHead().send(refusal(403)).awaitPeerClose());
            client.send(image.put(SIZE, "Expect: 100-continue"));
            RawResponse response = client.readResponse();
            while (response.status() == 100) {
                response = client.readResponse();
            }
            assertThat(response.status()).isEqualTo(403);
            assertThat(response.header("Connection")).isEqualToIgnoringCase("close");
        }
    }

    @Test
    void aClientThatNeverStopsSendingAfterARefusalIsCut() throws Exception {
        try (ScriptedImage image = ScriptedImage.create(world, SIZE);
                RawClient client = image.connect()) {
            image.onRequest(r -> r.readHead().send(refusal(403)).awaitPeerClose());
            client.send(image.put(SIZE)).sendZeros(1000);
            assertThat(client.readResponse().status()).isEqualTo(403);
            await().atMost(Duration.ofSeconds(15))
                    .pollInterval(Duration.ofMillis(200))
                    .untilAsserted(
                            () ->
                                    assertThatThrownBy(() -> client.sendZeros(1))
                                            .isInstanceOf(IOException.class));
        }
    }

    @Test
    void aSuccessBeforeTheWholeBodyIsNone() throws Exception {
        try (ScriptedImage image = ScriptedImage.create(world, SIZE);
                RawClient client = image.connect()) {
            image.onRequest(r -> r.readHead().readBody(1000).send(OK).awaitPeerClose());
            client.send(image.put(SIZE)).sendZeros(100_000);
            assertThat(client.readResponse().status()).isEqualTo(502);
        }
    }

    @Test
    void aSuccessBeforeTheLastByteIsNone() throws Exception {
        try (ScriptedImage image = ScriptedImage.create(world, SIZE);
                RawClient client = image.connect()) {
            image.onRequest(r -> r.readHead().readBody(999).send(OK).awaitPeerClose());
            client.send(image.put(1000)).sendZeros(999);
            assertThat(client.readResponse().status()).isEqualTo(502);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 200 O",
                "HTTP/1.1 200 OK\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nalmost ",
            })
    void aSuccessThatIsCutIsNone(String part) throws Exception {
        try (ScriptedImage image = ScriptedImage.create(world, SIZE);
                RawClient client = image.connect()) {
            image.onRequest(r -> r.readHead().readBody().send(part).close());
            RawResponse response = image.putZeros(client, 1000);
            assertThat(response.status()).isEqualTo(502);
            assertThat(response.ending()).isEqualTo(Ending.COMPLETE);
            assertThat(image.daemon().connections()).hasSize(1);
        }
    }

    @Test
    void anAcknowledgementWaitsForTheLastByteOfTheDaemonsSuccess() throws Exception {
        CountDownLatch finish = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        try (ScriptedImage image = ScriptedImage.create(world, SIZE);
                RawClient client = image.connect()) {
            image.onRequest(
                    r ->
                            r.readHead()
                                    .readBody()
                                    .send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nfin")
                                    .signal(begun)
                                    .await(finish)
                                    .send("e\n"));
            client.send(image.put(1000)).sendZeros(1000);
            assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
            CompletableFuture<RawResponse> answer = response(client);
            assertThatThrownBy(() -> answer.get(500, TimeUnit.MILLISECONDS))
                    .isInstanceOf(TimeoutException.class);
            finish.countDown();
            assertThat(answer.get(10, TimeUnit.SECONDS).status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "201 Created\r\nContent-Length: 0",
                "202 Accepted\r\nContent-Length: 0",
                "206 Partial\r\nContent-Length: 0",
                "100 Continue",
                "102 Processing",
                "200 OK",
                "200 OK\r\nTransfer-Encoding: chunked",
                "301 Moved\r\nLocation: /\r\nContent-Length: 0",
            })
    void onlyTheOneSuccessThatWasAskedForIsOne(String answer) throws Exception {
        try (ScriptedImage image = ScriptedImage.create(world, SIZE);
                RawClient client = image.connect()) {
            image.onRequest(
                    r ->
                            r.readHead()
                                    .readBody()
                                    .send("HTTP/1.1 " + answer + "\r\n\r\n")
                                    .awaitPeerClose());
            assertThat(image.putZeros(client, 1000).status()).isEqualTo(502);
            assertThat(image.daemon().awaitConnection(0).awaitPeerClosed(RELEASED_WITHIN)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"201 Created", "202 Accepted", "206 Partial"})
    void onlyTheOneSuccessOfACommandIsOne(String answer) throws Exception {
        String zero = "{\"op\":\"zero\",\"size\":4096}";
        try (ScriptedImage image = ScriptedImage.create(world, SIZE);
                RawClient client = image.connect()) {
            image.onRequest(
                    r ->
                            r.readHead()
                                    .readBody()
                                    .send("HTTP/1.1 " + answer + "\r\nContent-Length: 0\r\n\r\n"));
            client.send(image.head("PATCH", "Content-Length: " + zero.length())).send(zero);
            assertThat(client.readResponse().status()).isEqualTo(502);
        }
    }

    static Stream<Arguments> requestsOfALittleAnswer() {
        return Stream.of(
                arguments("PUT", "body"),
                arguments("PATCH", "{\"op\":\"zero\",\"size\":4096}"),
                arguments("OPTIONS", ""));
    }

    /** To read it would take the proxy's thread from others. */
    @ParameterizedTest
    @MethodSource("requestsOfALittleAnswer")
    void aSuccessWithAHugeBodyIsNone(String method, String body) throws Exception {
        int most = 64 * 1024;
        try (ScriptedImage image = ScriptedImage.create(world, SIZE);
                RawClient client = image.connect()) {
            image.onRequest(r -> r.readHead().readBody().send(ok(blankJson(most))));
            image.onRequest(r -> r.readHead().readBody().send(ok(blankJson(most + 1))));
            String request = image.head(method, "Content-Length: " + body.length()) + body;
            assertThat(client.send(request).readResponse().status()).isEqualTo(200);
            RawResponse response = client.send(request).readResponse();
            assertThat(response.status()).isEqualTo(502);
            assertThat(response.text()).contains("too long");
            assertThat(image.daemon().awaitConnection(0).awaitPeerClosed(RELEASED_WITHIN)).isTrue();
        }
    }

    @Test
    void aSuccessThatMoreFollowsAtOnceIsNone() throws Exception {
        try (ScriptedImage image = ScriptedImage.create(world, SIZE);
                RawClient client = image.connect()) {
            image.onRequest(r -> r.readHead().readBody().atOnce(p -> p.send(OK).send(OK)));
            assertThat(image.putZeros(client, 1000).status()).isEqualTo(502);
            assertThat(image.daemon().awaitConnection(0).awaitPeerClosed(RELEASED_WITHIN)).isTrue();
        }
    }

    @Test
    void aSuccessThatNobodyAskedForIsNotTheNextOnes() throws Exception {
        CountDownLatch answered = new CountDownLatch(1);
        try (ScriptedImage image = ScriptedImage.create(world, SIZE);
                RawClient client = image.connect()) {
            image.onRequest(
                    r ->
                            r.readHead()
                                    .readBody()
                                    .send(OK)
                                    .await(answered)
                                    .send(OK)
                                    .awaitPeerClose());
            image.onRequest(r -> r.readHead().readBody().send(refusal(507)));
            assertThat(image.putZeros(client, 1000).status()).isEqualTo(200);
            answered.countDown();
            assertThat(image.daemon().awaitConnection(0).awaitPeerClosed(RELEASED_WITHIN)).isTrue();
            assertThat(image.putZeros(client, 1000).status()).isEqualTo(507);
            assertThat(image.daemon().connections()).hasSize(2);
        }
    }

    @Test
    void aDaemonThatLeavesInTheMiddleIsABadGatewayAndNothingIsRepeated() throws Exception {
        try (ScriptedImage image = ScriptedImage.create(world, SIZE);
                RawClient client = image.connect()) {
            image.onRequest(r -> r.readHead().readBody(100_000).cut());
            client.send(image.put(SIZE)).sendZeros(200_000);
            assertThat(client.readResponse().status()).isEqualTo(502);
            assertThat(image.daemon().connections()).hasSize(1);
        }
    }

    @Test
    void aDaemonThatLeavesAfterTheLastByteIsABadGatewayAndNothingIsRepeated() throws Exception {
        try (ScriptedImage image = ScriptedImage.create(world, SIZE);
                RawClient client = image.connect()) {
            image.onRequest(r -> r.readHead().readBody().send(OK));
            image.onRequest(r -> r.readHead().readBody().close());
            assertThat(image.putZeros(client, 1000).status()).isEqualTo(200);
            assertThat(image.putZeros(client, 1000).status()).isEqualTo(502);
            assertThat(image.daemon().connections()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aClientThatLeavesInTheMiddleFreesTheDaemon(boolean byReset) throws Exception {
        try (ScriptedImage image = ScriptedImage.create(world, SIZE);
                RawClient client = image.connect()) {
            image.onRequest(r -> r.readHead().readBody());
            client.send(image.put(1_000_000)).sendZeros(300_000);
            ScriptedConnection connection = image.daemon().awaitConnection(0);
            await().until(() -> connection.bodyBytesReceived() == 300_000);
            if (byReset) {
                client.reset();
            } else {
                client.cut();
            }
            assertThat(connection.awaitPeerClosed(RELEASED_WITHIN)).isTrue();
            assertThat(connection.bodyBytesReceived()).isEqualTo(300_000);
        }
    }

    @Test
    void aClientThatLeavesWhileTheDaemonFlushesFreesTheDaemon() throws Exception {
        CountDownLatch flushing = new CountDownLatch(1);
        try (ScriptedImage image = ScriptedImage.create(world, SIZE);
                RawClient client = image.connect()) {
            image.onRequest(r -> r.readHead().readBody().signal(flushing).awaitPeerClose());
            client.send(image.put(1000)).sendZeros(1000);
            assertThat(flushing.await(10, TimeUnit.SECONDS)).isTrue();
            client.cut();
            ScriptedConnection connection = image.daemon().awaitConnection(0);
            assertThat(connection.awaitPeerClosed(RELEASED_WITHIN)).isTrue();
        }
    }

    @Test
    void aClientThatStallsIsCutByItsTicketsInactivityTimeout() throws Exception {
        try (ScriptedImage image = ScriptedImage.create(world, SIZE, 1);
                RawClient client = image.connect()) {
            image.onRequest(r -> r.readHead().readBody());
            client.send(image.put(SIZE)).sendZeros(1000);
            RawResponse response = client.readResponse();
            assertThat(response.status()).isEqualTo(408);
            assertThat(response.text()).contains("client-stalled");
            ScriptedConnection connection = image.daemon().awaitConnection(0);
            assertThat(connection.awaitPeerClosed(RELEASED_WITHIN)).isTrue();
            assertThat(connection.bodyBytesReceived()).isEqualTo(1000);
        }
    }

    @Test
    void aDaemonThatTakesNothingIsAGatewayTimeout() throws Exception {
        try (ScriptedImage image = ScriptedImage.create(world, SIZE);
                RawClient client = image.connect()) {
            image.onRequest(r -> r.readHead().stall());
            CompletableFuture<Void> sending = sendZeros(client, image, MORE_THAN_ALL_BUFFERS);
            RawResponse response = client.readResponse();
            assertThat(response.status()).isEqualTo(504);
            assertThat(response.text()).contains("daemon-stalled");
            finish(sending);
        }
    }

    @Test
    void nothingIsContinuedBeforeItIsAuthorised() throws Exception {
        try (ScriptedImage image = ScriptedImage.create(world, 1000);
                RawClient client = image.connect()) {
            client.send(
                    image.put(1000, "Expect: 100-continue")
                            .replace(image.id(), "11111111-2222-3333-4444-555555555555"));
            assertThat(client.readResponse().status()).isEqualTo(403);
            client.halfClose();
            assertThat(client.awaitClose()).isNotNull();
            assertThat(image.daemon().connections()).isEmpty();
        }
    }

    @Test
    void nothingIsContinuedThatLiesOutsideOfTheImage() throws Exception {
        try (ScriptedImage image = ScriptedImage.create(world, 1000);
                RawClient client = image.connect()) {
            client.send(image.put(1001, "Expect: 100-continue"));
            assertThat(client.readResponse().status()).isEqualTo(416);
            assertThat(image.daemon().connections()).isEmpty();
        }
    }

    @Test
    void aClientMayContinueOnlyOnceTheDaemonIsConnected() throws Exception {
        try (ScriptedImage image = ScriptedImage.create(world, SIZE);
                RawClient client = image.connect()) {
            image.onRequest(r -> r.readHead().readBody().send(OK));
            client.send(image.put(1000, "Expect: 100-continue"));
            assertThat(client.readHead().text()).startsWith(CONTINUE);
            assertThat(image.daemon().connections()).hasSize(1);
            assertThat(image.daemon().awaitRequest().headers().firstValue("expect")).isEmpty();
            client.sendZeros(1000);
            assertThat(client.readResponse().status()).isEqualTo(200);
        }
    }

    @Test
    void nothingIsContinuedWithoutADaemon() throws Exception {
        try (ScriptedImage image = ScriptedImage.create(world, SIZE);
                RawClient client = image.connect()) {
            image.daemon().close();
            client.send(image.put(1000, "Expect: 100-continue"));
            assertThat(client.readResponse().status()).isEqualTo(503);
        }
    }

    @Test
    void anotherExpectationFails() throws Exception {
        try (ScriptedImage image = ScriptedImage.create(world, SIZE);
                RawClient client = image.connect()) {
            client.send(image.put(1000, "Expect: miracles")).sendZeros(1000);
            assertThat(client.readResponse().status()).isEqualTo(417);
            assertThat(image.daemon().connections()).isEmpty();
        }
    }

    private static String blankJson(int length) {
        return "{" + " ".repeat(length - 2) + "}";
    }

    private static String refusal(int status) {
        return "HTTP/1.1 "
                + status
                + " The daemon's words\r\nConnection: close\r\nContent-Length: 18\r\n\r\n"
                + "the daemon's words";
    }

    private static CompletableFuture<RawResponse> response(RawClient client) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return client.readResponse();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }

    /** Sends a whole upload in the background; whether the proxy takes all of it is no matter. */
    private static CompletableFuture<Void> sendZeros(
            RawClient client, ScriptedImage image, long length) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        client.send(image.put(length)).sendZeros(length);
                    } catch (IOException e) {
                        // The proxy has enough.
                    }
                });
    }

    private static void finish(CompletableFuture<Void> sending) throws Exception {
        sending.get(15, TimeUnit.SECONDS);
    }
}
