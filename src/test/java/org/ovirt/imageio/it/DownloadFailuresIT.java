// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.ovirt.imageio.it.ScriptedImage.ok;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ovirt.imageio.testing.client.RawClient;
import org.ovirt.imageio.testing.client.RawResponse;
import org.ovirt.imageio.testing.client.RawResponse.Ending;
import org.ovirt.imageio.testing.http.MessageHead;
import org.ovirt.imageio.testing.scripted.Exchange;
import org.ovirt.imageio.testing.scripted.ScriptedConnection;
import org.ovirt.imageio.testing.scripted.ScriptedDaemon;
import org.ovirt.imageio.testing.world.SharedWorld;
import org.ovirt.imageio.testing.world.World;

@ExtendWith(SharedWorld.class)
class DownloadFailuresIT {
    private static final long SIZE = 1L << 30;
    private static final int LENGTH = 1_000_000;

    /** More than the buffers of all sockets on the way, less than an image. */
    private static final long BOUND = 64L << 20;

    private static final Duration RELEASED_WITHIN = Duration.ofSeconds(2);

    private final World world;

    DownloadFailuresIT(World world) {
        this.world = world;
    }

    enum Ends {
        CLOSE {
            @Override
            void end(Exchange exchange) throws IOException {
                exchange.close();
            }
        },
        CUT {
            @Override
            void end(Exchange exchange) throws IOException {
                exchange.cut();
            }
        },
        RESET {
            @Override
            void end(Exchange exchange) throws IOException {
                exchange.reset();
            }
        };

        abstract void end(Exchange exchange) throws IOException;
    }

    @ParameterizedTest
    @EnumSource(Ends.class)
    void aDaemonThatDiesInTheBodyLeavesABrokenTransfer(Ends how) throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        try (ScriptedImage image = ScriptedImage.create(world, SIZE);
                RawClient client = image.connect()) {
            image.onRequest(
                    r -> how.end(r.readHead().send(ok(LENGTH)).sendZeros(300_000).await(arrived)));
            client.send(image.head("GET"));
            CompletableFuture<RawResponse> answer = response(client);
            arrived.countDown();
            RawResponse response = answer.get(10, TimeUnit.SECONDS);
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.header("Content-Length")).isEqualTo(Integer.toString(LENGTH));
            assertThat(response.ending()).isEqualTo(Ending.TRUNCATED);
            assertThat(response.body().length).isLessThanOrEqualTo(300_000);
        }
    }

    @ParameterizedTest
    @EnumSource(Ends.class)
    void aDaemonThatDiesBeforeItsAnswerIsABadGateway(Ends how) throws Exception {
        try (ScriptedImage image = ScriptedImage.create(world, SIZE);
                RawClient client = image.connect()) {
            image.onRequest(r -> how.end(r.readHead().send("HTTP/1.1 200 OK\r\nContent-")));
            RawResponse response = image.get(client);
            assertThat(response.status()).isEqualTo(502);
            assertThat(image.daemon().connections()).hasSize(1);
        }
    }

    @Test
    void aDaemonThatStallsInTheBodyLeavesABrokenTransfer() throws Exception {
        try (ScriptedImage image = ScriptedImage.create(world, SIZE);
                RawClient client = image.connect()) {
            image.onRequest(r -> r.readHead().send(ok(LENGTH)).sendZeros(1000).awaitPeerClose());
            RawResponse response = image.get(client);
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.ending()).isEqualTo(Ending.TRUNCATED);
            assertThat(response.body()).hasSize(1000);
            assertThat(image.daemon().awaitConnection(0).awaitPeerClosed(RELEASED_WITHIN)).isTrue();
        }
    }

    @Test
    void aDaemonThatStallsBeforeItsAnswerIsAGatewayTimeout() throws Exception {
        try (ScriptedImage image = ScriptedImage.create(world, SIZE);
                RawClient client = image.connect()) {
            image.onRequest(r -> r.readHead().send("HTTP/1.1 200 OK\r\n").awaitPeerClose());
            RawResponse response = image.get(client);
            assertThat(response.status()).isEqualTo(504);
            assertThat(response.text()).contains("daemon-stalled");
        }
    }

    static Stream<String> untrustworthyAnswers() {
        return Stream.of(
                "HTTP/1.1 200 OK\r\n\r\nleaked",
                "HTTP/1.1 200 OK\r\nContent-Length: 6\r\nContent-Length: 6\r\n\r\nleaked",
                "HTTP/1.1 200 OK\r\nContent-Length: 6\r\nContent-Length: 3\r\n\r\nleaked",
                "HTTP/1.1 200 OK\r\nContent-Length: 6, 6\r\n\r\nleaked",
                "HTTP/1.1 200 OK\r\nContent-Length: -6\r\n\r\nleaked",
                "HTTP/1.1 200 OK\r\nContent-Length: +6\r\n\r\nleaked",
                "HTTP/1.1 200 OK\r\nContent-Length: 0x6\r\n\r\nleaked",
                "HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\nleaked",
                "HTTP/1.1 200 OK\r\nContent-Length: 9223372036854775808\r\n\r\nleaked",
                "HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551622\r\n\r\nleaked",
                "HTTP/1.1 200 OK\r\nContent-Length: " + (SIZE + 1) + "\r\n\r\nleaked",
                "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nleaked",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nleaked\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 6\r\n\r\nleaked",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\nContent-Length: 6\r\n\r\nleaked",
                "HTTP/1.0 200 OK\r\nContent-Length: 6\r\n\r\nleaked",
                "HTTP/2 200 OK\r\nContent-Length: 6\r\n\r\nleaked",
                "HTTP/1.1 2000 OK\r\nContent-Length: 6\r\n\r\nleaked",
                "HTTP/1.1 20 OK\r\nContent-Length: 6\r\n\r\nleaked",
                "HTTP/1.1 abc OK\r\nContent-Length: 6\r\n\r\nleaked",
                "HTTP/1.1 999 OK\r\nContent-Length: 6\r\n\r\nleaked",
                "HTTP/1.1  200 OK\r\nContent-Length: 6\r\n\r\nleaked",
                "ICY 200 OK\r\nContent-Length: 6\r\n\r\nleaked",
                "leaked\r\n\r\n",
                "\r\n\r\nleaked",
                "HTTP/1.1 200 OK\nContent-Length: 6\n\nleaked\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 6\r\nX-Leaked: a\0b\r\n\r\nleaked",
                "HTTP/1.1 200 OK\r\nContent-Length: 6\r\nX-Leaked: a\rb\r\n\r\nleaked",
                "HTTP/1.1 200 OK\r\nContent-Length: 6\r\nX-Leaked: a\r\n b\r\n\r\nleaked",
                "HTTP/1.1 200 OK\r\nContent-Length : 6\r\n\r\nleaked",
                "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n: leaked\r\n\r\nleaked",
                "HTTP/1.1 200 OK\r\nContent-Length: 6\r\nleaked\r\n\r\nleaked",
                "HTTP/1.1 200 OK\r\nContent-Length: 6\r\nX: "
                        + "leaked".repeat(11_000)
                        + "\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n" + "X: leaked\r\n".repeat(200) + "\r\n",
                "HTTP/1.1 204 No Content\r\nContent-Length: 6\r\n\r\nleaked",
                "HTTP/1.1 204 No Content\r\n\r\nleaked",
                "HTTP/1.1 206 Partial\r\nContent-Length: 6\r\n\r\nleaked",
                "HTTP/1.1 200 OK\r\nContent-Length: 6\r\nContent-Range: bytes 0-5/9\r\n\r\nleaked",
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nleaked",
                "HTTP/1.1 102 Leaked\r\n\r\n".repeat(100),
                "HTTP/1.1 401 Leaked\r\nWWW-Authenticate: leaked\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 418 Leaked\r\nContent-Length: 6\r\n\r\nleaked");
    }

    @ParameterizedTest
    @MethodSource("untrustworthyAnswers")
    void anAnswerThatCannotBeTrustedIsABadGateway(String answer) throws Exception {
        try (ScriptedImage image = ScriptedImage.create(world, SIZE);
                RawClient client = image.connect()) {
            image.onRequest(r -> r.readHead().send(answer).awaitPeerClose());
            RawResponse response = image.get(client);
            assertThat(response.status()).isEqualTo(502);
            assertNothingLeaked(response);
            assertThat(image.daemon().awaitConnection(0).awaitPeerClosed(RELEASED_WITHIN)).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "200, 10, ''",
        "206, 10, ''",
        "200, 10, bytes 100-109/1000",
        "206, 10, bytes 0-9/1000",
        "206, 11, bytes 100-110/1000",
        "206, 9, bytes 100-108/1000",
        "206, 11, bytes 100-109/1000",
        "206, 9, bytes 100-109/1000",
        "206, 10, bytes 100-109/109",
        "206, 10, bytes 100-109/",
        "206, 10, bytes 100-109",
        "206, 10, bytes */1000",
        "206, 10, leaked 100-109/1000",
        "206, 10, 'bytes 100-109/1000, bytes 100-109/1000'",
    })
    void anotherRangeThanTheOneAskedForIsABadGateway(int status, int length, String range)
            throws Exception {
        String field = range.isEmpty() ? "" : "Content-Range: " + range + "\r\n";
        String answer =
                "HTTP/1.1 %d leaked\r\n%sContent-Length: %d\r\n\r\n%s"
                        .formatted(status, field, length, "leaked.....".substring(0, length));
        try (ScriptedImage image = ScriptedImage.create(world, SIZE);
                RawClient client = image.connect()) {
            image.onRequest(r -> r.readHead().send(answer).awaitPeerClose());
            client.send(image.head("GET", "Range: bytes=100-109"));
            RawResponse response = client.readResponse();
            assertThat(response.status()).isEqualTo(502);
            assertNothingLeaked(response);
        }
    }

    @Test
    void theRangeThatWasAskedForIsPassedOn() throws Exception {
        try (ScriptedImage image = ScriptedImage.create(world, SIZE);
                RawClient client = image.connect()) {
            image.onRequest(
                    r ->
                            r.readHead()
                                    .send(
                                            """
                                            HTTP/1.1 206 Partial\r
                                            Content-Length: 10\r
                                            Content-Range: bytes 100-109/110\r
                                            \r
                                            just bytes"""));
            client.send(image.head("GET", "Range: bytes=100-109"));
            RawResponse response = client.readResponse();
            assertThat(response.status()).isEqualTo(206);
            assertThat(response.header("Content-Range")).isEqualTo("bytes 100-109/110");
            assertThat(response.text()).isEqualTo("just bytes");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 404, 405, 409, 416, 500, 503, 507})
    void aRefusalKeepsItsStatusButNotItsText(int status) throws Exception {
        try (ScriptedImage image = ScriptedImage.create(world, SIZE);
                RawClient client = image.connect()) {
            image.onRequest(
                    r ->
                            r.readHead()
                                    .send(
                                            "HTTP/1.1 %d Leaked\r\nContent-Length: 6\r\nX: leaked\r\n\r\nleaked"
                                                    .formatted(status))
                                    .awaitPeerClose());
            RawResponse response = image.get(client);
            assertThat(response.status()).isEqualTo(status);
            assertThat(response.header("Content-Type")).startsWith("text/plain");
            assertNothingLeaked(response);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 301, 302, 303, 304, 307, 308})
    void aRedirectIsABadGatewayAndNotFollowed(int status) throws Exception {
        try (ScriptedDaemon elsewhere = ScriptedDaemon.startSilent();
                ScriptedImage image = ScriptedImage.create(world, SIZE);
                RawClient client = image.connect()) {
            image.onRequest(
                    r ->
                            r.readHead()
                                    .send(
                                            "HTTP/1.1 %d Go\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n"
                                                    .formatted(
                                                            status, elsewhere.imageUri("leaked")))
                                    .awaitPeerClose());
            RawResponse response = image.get(client);
            assertThat(response.status()).isEqualTo(502);
            assertNothingLeaked(response);
            assertThat(elsewhere.connections()).isEmpty();
            assertThat(image.daemon().connections()).hasSize(1);
        }
    }

    @Test
    void onlyKnownHeadersOfAGoodAnswerArePassedOn() throws Exception {
        try (ScriptedImage image = ScriptedImage.create(world, SIZE);
                RawClient client = image.connect()) {
            image.onRequest(
                    r ->
                            r.readHead()
                                    .send(
                                            """
                                            HTTP/1.1 200 leaked\r
                                            Server: leaked\r
                                            Set-Cookie: leaked=1\r
                                            Content-Type: text/leaked\r
                                            Content-Disposition: attachment; filename=leaked\r
                                            Content-Encoding: leaked\r
                                            Access-Control-Allow-Origin: https://leaked\r
                                            Connection: leaked\r
                                            Content-Length: 5\r
                                            \r
                                            bytes"""));
            RawResponse response = image.get(client);
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.text()).isEqualTo("bytes");
            assertThat(response.header("Content-Type")).isEqualTo("application/octet-stream");
            assertNothingLeaked(response);
        }
    }

    @Test
    void onlyKnownHeadersOfARequestArePassedOn() throws Exception {
        try (ScriptedImage image = ScriptedImage.create(world, SIZE);
                RawClient client = image.connect()) {
            image.onRequest(r -> r.readHead().send(ok(0)));
            client.send(
                    image.head(
                            "GET",
                            "Authorization: leaked",
                            "Cookie: leaked",
                            "Accept-Encoding: leaked",
                            "X-Forwarded-For: leaked",
                            "If-None-Match: leaked",
                            "Connection: keep-alive, leaked",
                            "Leaked: leaked"));
            assertThat(client.readResponse().status()).isEqualTo(200);
            MessageHead head = image.daemon().awaitRequest();
            assertThat(head.text()).doesNotContainIgnoringCase("leaked");
            assertThat(head.headers().map()).containsOnlyKeys("Host");
            assertThat(head.headers().firstValue("Host"))
                    .hasValue("localhost:" + image.daemon().port());
        }
    }

    @Test
    void whatFollowsABodyIsNeitherPassedOnNorTakenForTheNextAnswer() throws Exception {
        CountDownLatch answered = new CountDownLatch(1);
        try (ScriptedImage image = ScriptedImage.create(world, SIZE);
                RawClient client = image.connect()) {
            image.onRequest(
                    r ->
                            r.readHead()
                                    .send(ok("bytes"))
                                    .await(answered)
                                    .send(ok("leaked"))
                                    .awaitPeerClose());
            image.onRequest(r -> r.readHead().send(ok("good")));
            assertThat(image.get(client).text()).isEqualTo("bytes");
            answered.countDown();
            assertThat(image.daemon().awaitConnection(0).awaitPeerClosed(RELEASED_WITHIN)).isTrue();
            assertThat(image.get(client).text()).isEqualTo("good");
            assertThat(image.daemon().connections()).hasSize(2);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aClientThatLeavesInTheBodyFreesTheDaemon(boolean byReset) throws Exception {
        try (ScriptedImage image = ScriptedImage.create(world, SIZE);
                RawClient client = image.connect()) {
            image.onRequest(r -> r.readHead().send(ok(SIZE)).sendZeros(SIZE));
            client.send(image.head("GET")).readHead();
            client.readBytes(LENGTH);
            if (byReset) {
                client.reset();
            } else {
                client.cut();
            }
            assertThat(image.daemon().awaitConnection(0).awaitPeerClosed(RELEASED_WITHIN)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/extents", "/checksum"})
    void aClientThatLeavesWhileTheDaemonIsSilentFreesIt(String part) throws Exception {
        try (ScriptedImage image = ScriptedImage.create(world, SIZE);
                RawClient client = image.connect()) {
            image.onRequest(r -> r.readHead().awaitPeerClose());
            client.send(image.headOf("GET", part));
            image.daemon().awaitRequest();
            client.cut();
            ScriptedConnection connection = image.daemon().awaitConnection(0);
            assertThat(connection.awaitPeerClosed(RELEASED_WITHIN)).isTrue();
        }
    }

    @Test
    void aDaemonMayTakeLongForAChecksumAndTheConnectionGoesOn() throws Exception {
        CountDownLatch worked = new CountDownLatch(1);
        try (ScriptedImage image = ScriptedImage.create(world, SIZE);
                RawClient client = image.connect()) {
            image.onRequest(r -> r.readHead().await(worked).send(ok("{}")));
            image.onRequest(r -> r.readHead().send(ok("next")));
            image.onRequest(r -> r.readHead().send(ok("last")));
            client.send(image.headOf("GET", "/checksum"));
            image.daemon().awaitRequest();
            client.send(image.head("GET"));
            // Longer than a daemon may be silent that should send bytes, and until the watch
            // begins.
            assertThat(worked.await(4, TimeUnit.SECONDS)).isFalse();
            worked.countDown();
            assertThat(client.readResponse().text()).isEqualTo("{}");
            assertThat(client.readResponse().text()).isEqualTo("next");
            assertThat(image.get(client).text()).isEqualTo("last");
            assertThat(image.daemon().connections()).hasSize(1);
        }
    }

    @Test
    void aClientThatTakesNothingIsCutByItsTicketsInactivityTimeout() throws Exception {
        try (ScriptedImage image = ScriptedImage.create(world, SIZE, 1);
                RawClient client = image.connect()) {
            image.onRequest(r -> r.readHead().send(ok(SIZE)).sendZeros(SIZE));
            client.send(image.head("GET"));
            ScriptedConnection connection = image.daemon().awaitConnection(0);
            assertThat(connection.awaitPeerClosed(Duration.ofSeconds(5))).isTrue();
            RawResponse response = client.readResponse();
            assertThat(response.ending()).isEqualTo(Ending.TRUNCATED);
        }
    }

    @Test
    void aClientThatTakesNothingStopsTheDaemon() throws Exception {
        AtomicLong sent = new AtomicLong();
        try (ScriptedImage image = ScriptedImage.create(world, SIZE);
                RawClient client = image.connect()) {
            image.onRequest(
                    r -> {
                        r.readHead().send(ok(SIZE));
                        while (sent.get() < SIZE) {
                            r.sendZeros(64 * 1024);
                            sent.addAndGet(64 * 1024);
                        }
                    });
            client.send(image.head("GET")).readHead();
            AtomicLong before = new AtomicLong(-1);
            await().pollInterval(Duration.ofMillis(500))
                    .until(() -> before.getAndSet(sent.get()) == sent.get());
            assertThat(sent).hasValueBetween(1L, BOUND);
            assertThat(client.readBytes((int) BOUND)).hasSize((int) BOUND);
            await().until(() -> sent.get() > BOUND);
        }
    }

    @Test
    void everyByteOfASlowDaemonComesAtOnce() throws Exception {
        Semaphore permits = new Semaphore(0);
        try (ScriptedImage image = ScriptedImage.create(world, SIZE);
                RawClient client = image.connect()) {
            image.onRequest(
                    r -> r.readHead().trickle(permits, ok(5)).sendEach(permits, split("bytes")));
            client.send(image.head("GET"));
            permits.release(ok(5).length() + 1);
            client.readHead();
            assertThat(text(client.readBytes(1))).isEqualTo("b");
            for (String next : split("ytes")) {
                permits.release();
                assertThat(text(client.readBytes(1))).isEqualTo(next);
            }
        }
    }

    @Test
    void aTicketsImageMayBeSmallerOnTheDaemonButNotLarger() throws Exception {
        try (ScriptedImage image = ScriptedImage.create(world, 10);
                RawClient client = image.connect()) {
            image.onRequest(r -> r.readHead().send(ok("ninebytes")));
            image.onRequest(r -> r.readHead().send(ok("elevenbytes")).awaitPeerClose());
            assertThat(image.get(client).text()).isEqualTo("ninebytes");
            assertThat(image.get(client).status()).isEqualTo(502);
        }
    }

    private static void assertNothingLeaked(RawResponse response) {
        assertThat(response.reason()).doesNotContainIgnoringCase("leaked");
        assertThat(response.text()).doesNotContainIgnoringCase("leaked");
        assertThat(response.headers().map().toString()).doesNotContainIgnoringCase("leaked");
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

    private static List<String> split(String text) {
        return text.chars().mapToObj(Character::toString).toList();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.US_ASCII);
    }
}
