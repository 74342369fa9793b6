// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.it;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.ovirt.imageio.it.ScriptedImage.OK;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ovirt.imageio.testing.client.RawClient;
import org.ovirt.imageio.testing.client.RawResponse;
import org.ovirt.imageio.testing.daemon.DaemonTicket.Operation;
import org.ovirt.imageio.testing.scripted.ScriptedConnection;
import org.ovirt.imageio.testing.world.SharedWorld;
import org.ovirt.imageio.testing.world.World;
import org.ovirt.imageio.testing.world.World.TestImage;

/** A write begins when no byte of an earlier one can land over it any more. */
@ExtendWith(SharedWorld.class)
class FencingIT {
    private static final long SIZE = 1 << 20;
    private static final int LENGTH = 4 << 20;
    private static final String ZERO = "{\"op\":\"zero\",\"offset\":500,\"size\":1000}";

    /** Shorter than the daemon's read timeout, after which its end is not waited for. */
    private static final long A_WHILE_MILLIS = 500;

    private final World world;

    FencingIT(World world) {
        this.world = world;
    }

    /** A daemon that has still to write what it has received when the request is cut. */
    private static final class SlowEnd {
        private final CountDownLatch received = new CountDownLatch(1);
        private final CountDownLatch cut = new CountDownLatch(1);
        private final CountDownLatch written = new CountDownLatch(1);

        ScriptedImage on(ScriptedImage image, long length) {
            return image.onRequest(
                    r -> {
                        r.readHead().readBody(length).signal(received).awaitPeerClose();
                        r.signal(cut).await(written).close();
                    });
        }

        void awaitReceived() throws InterruptedException {
            assertThat(received.await(10, SECONDS)).isTrue();
        }

        void awaitCut() throws InterruptedException {
            assertThat(cut.await(10, SECONDS)).isTrue();
        }

        void end() {
            written.countDown();
        }
    }

    @Test
    void theLaterWriteWaitsForTheDaemonToEndTheEarlierOne() throws Exception {
        SlowEnd daemon = new SlowEnd();
        try (ScriptedImage image = ScriptedImage.create(world, SIZE);
                RawClient first = image.connect();
                RawClient second = image.connect()) {
            daemon.on(image, 1000);
            image.onRequest(r -> r.readHead().readBody().send(OK));
            first.send(image.put(SIZE)).sendZeros(1000);
            daemon.awaitReceived();
            CompletableFuture<RawResponse> answer = putZeros(image, second);
            daemon.awaitCut();
            // The client of the earlier one need not wait.
            RawResponse superseded = first.readResponse();
            assertThat(superseded.status()).isEqualTo(409);
            assertThat(superseded.text()).contains("superseded");
            assertThatNothingHappens(answer);
            assertThat(image.daemon().connections()).hasSize(1);
            daemon.end();
            assertThat(answer.get(10, SECONDS).status()).isEqualTo(200);
        }
    }

    @Test
    void aZeroWaitsToo() throws Exception {
        SlowEnd daemon = new SlowEnd();
        try (ScriptedImage image = ScriptedImage.create(world, SIZE);
                RawClient first = image.connect();
                RawClient second = image.connect()) {
            daemon.on(image, ZERO.length());
            image.onRequest(r -> r.readHead().readBody().send(OK));
            first.send(image.head("PATCH", "Content-Length: " + ZERO.length())).send(ZERO);
            daemon.awaitReceived();
            second.send(image.head("PATCH", "Content-Length: " + ZERO.length())).send(ZERO);
            daemon.awaitCut();
            assertThat(first.readResponse().status()).isEqualTo(409);
            CompletableFuture<RawResponse> answer = response(second);
            assertThatNothingHappens(answer);
            assertThat(image.daemon().connections()).hasSize(1);
            daemon.end();
            assertThat(answer.get(10, SECONDS).status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aClientThatLeavesAndComesBackWaitsForItsOwnRest(boolean byReset) throws Exception {
        SlowEnd daemon = new SlowEnd();
        try (ScriptedImage image = ScriptedImage.create(world, SIZE);
                RawClient first = image.connect();
                RawClient second = image.connect()) {
            daemon.on(image, 1000);
            image.onRequest(r -> r.readHead().readBody().send(OK));
            first.send(image.put(SIZE)).sendZeros(1000);
            daemon.awaitReceived();
            if (byReset) {
                first.reset();
            } else {
                first.cut();
            }
            daemon.awaitCut();
            CompletableFuture<RawResponse> answer = putZeros(image, second);
            assertThatNothingHappens(answer);
            assertThat(image.daemon().connections()).hasSize(1);
            daemon.end();
            assertThat(answer.get(10, SECONDS).status()).isEqualTo(200);
        }
    }

    /** What it says after it has been cut is read, so that nothing breaks its end. */
    @Test
    void aDaemonMayAnswerWhatHasBeenCut() throws Exception {
        CountDownLatch working = new CountDownLatch(1);
        try (ScriptedImage image = ScriptedImage.create(world, SIZE);
                RawClient first = image.connect();
                RawClient second = image.connect()) {
            image.onRequest(
                    r -> {
                        r.readHead().readBody().signal(working).awaitPeerClose();
                        r.send(OK).close();
                    });
            image.onRequest(r -> r.readHead().readBody().send(OK));
            first.send(image.put(1000)).sendZeros(1000);
            assertThat(working.await(10, SECONDS)).isTrue();
            assertThat(image.putZeros(second, 1000).status()).isEqualTo(200);
            assertThat(first.readResponse().status()).isEqualTo(409);
        }
    }

    @Test
    void aDaemonThatNeverEndsIsCutInTime() throws Exception {
        try (ScriptedImage image = ScriptedImage.create(world, SIZE);
                RawClient first = image.connect();
                RawClient second = image.connect()) {
            CountDownLatch stuck = new CountDownLatch(1);
            CountDownLatch received = new CountDownLatch(1);
            image.onRequest(r -> r.readHead().readBody(1000).signal(received).await(stuck).close());
            image.onRequest(r -> r.readHead().readBody().send(OK));
            first.send(image.put(SIZE)).sendZeros(1000);
            assertThat(received.await(10, SECONDS)).isTrue();
            assertThat(image.putZeros(second, 1000).status()).isEqualTo(200);
            assertThat(world.proxy().log())
                    .content()
                    .contains("did not end a request of transfer " + image.transferId());
            stuck.countDown();
        }
    }

    @Test
    void aDaemonThatNeverStopsTalkingIsCutAtOnce() throws Exception {
        CountDownLatch received = new CountDownLatch(1);
        CountDownLatch cut = new CountDownLatch(1);
        try (ScriptedImage image = ScriptedImage.create(world, SIZE);
                RawClient first = image.connect();
                RawClient second = image.connect()) {
            image.onRequest(
                    r -> {
                        r.readHead().readBody(1000).signal(received).awaitPeerClose();
                        r.signal(cut).sendZeros(Long.MAX_VALUE);
                    });
            image.onRequest(r -> r.readHead().readBody().send(OK));
            first.send(image.put(SIZE)).sendZeros(1000);
            assertThat(received.await(10, SECONDS)).isTrue();
            CompletableFuture<RawResponse> answer = putZeros(image, second);
            assertThat(cut.await(10, SECONDS)).isTrue();
            assertThat(answer.get(1, SECONDS).status()).isEqualTo(200);
        }
    }

    @Test
    void writesOfOtherBytesAndReadsDoNotDisturbOneAnother() throws Exception {
        CountDownLatch all = new CountDownLatch(3);
        try (ScriptedImage image = ScriptedImage.create(world, SIZE);
                RawClient first = image.connect();
                RawClient second = image.connect();
                RawClient flush = image.connect()) {
            for (int i = 0; i < 3; i++) {
                image.onRequest(
                        r -> {
                            all.countDown();
                            r.readHead().readBody().await(all).send(OK);
                        });
            }
            first.send(image.put(1000, "Content-Range: bytes 0-999/*")).sendZeros(1000);
            second.send(image.put(1000, "Content-Range: bytes 1000-1999/*")).sendZeros(1000);
            flush.send(image.head("PATCH", "Content-Length: 14")).send("{\"op\":\"flush\"}");
            for (RawClient one : List.of(first, second, flush)) {
                assertThat(one.readResponse().status()).isEqualTo(200);
            }
        }
    }

    /** Old bytes that are still on their way when the new ones come. */
    @Test
    void noOldByteLandsOverANewOne() throws Exception {
        TestImage image = world.newImage(LENGTH, Operation.WRITE);
        byte[] old = new byte[LENGTH];
        Arrays.fill(old, (byte) 'o');
        ImageClient client = new ImageClient(world);
        for (int i = 0; i < 20; i++) {
            byte[] fresh = TestData.bytes(LENGTH - i);
            List<RawClient> earlier = new ArrayList<>();
            for (int j = 0; j < 3; j++) {
                int seen = world.daemon().requests(image.id()).size();
                RawClient raw = world.connect();
                earlier.add(raw);
                raw.send(RequestText.head("PUT", image.uri(), "Content-Length: " + LENGTH));
                raw.send(Arrays.copyOf(old, LENGTH - 1));
                await().atMost(10, SECONDS)
                        .until(() -> world.daemon().requests(image.id()).size() > seen);
            }
            HttpResponse<String> answer = client.put(image.uri(), fresh);
            assertThat(answer.statusCode()).isEqualTo(200);
            for (RawClient raw : earlier) {
                raw.cut();
            }
            // The one that is left has brought the new bytes, and is idle.
            await().atMost(10, SECONDS)
                    .until(() -> world.daemon().openConnections(image.id()) <= 1);
            assertThat(Arrays.copyOf(Files.readAllBytes(image.file()), fresh.length))
                    .isEqualTo(fresh);
        }
    }

    @Test
    void aRemovalWaitsForTheDaemonToEndWhatItHasReceived() throws Exception {
        SlowEnd daemon = new SlowEnd();
        try (ScriptedImage image = ScriptedImage.create(world, SIZE);
                RawClient client = image.connect()) {
            daemon.on(image, 1000);
            client.send(image.put(SIZE)).sendZeros(1000);
            daemon.awaitReceived();
            CompletableFuture<HttpResponse<String>> removal =
                    CompletableFuture.supplyAsync(() -> remove(image));
            daemon.awaitCut();
            assertThat(client.readResponse().status()).isEqualTo(403);
            assertThatNothingHappens(removal);
            assertThat(world.engine().status(image.id()).getBoolean("active")).isTrue();
            assertThat(world.engine().status(image.id()).getInt("connections")).isEqualTo(1);
            daemon.end();
            assertThat(removal.get(10, SECONDS).statusCode()).isEqualTo(204);
        }
    }

    @Test
    void whatIsOverIsNoLongerCounted() throws Exception {
        SlowEnd daemon = new SlowEnd();
        try (ScriptedImage image = ScriptedImage.create(world, SIZE);
                RawClient client = image.connect()) {
            daemon.on(image, 1000);
            client.send(image.put(SIZE)).sendZeros(1000);
            daemon.awaitReceived();
            client.cut();
            daemon.awaitCut();
            assertThat(world.engine().status(image.id()).getInt("connections")).isEqualTo(1);
            daemon.end();
            await().atMost(10, SECONDS)
                    .until(() -> world.engine().status(image.id()).getInt("connections") == 0);
            assertThat(world.engine().status(image.id()).getBoolean("active")).isFalse();
            ScriptedConnection connection = image.daemon().awaitConnection(0);
            assertThat(connection.bodyBytesReceived()).isEqualTo(1000);
        }
    }

    private HttpResponse<String> remove(ScriptedImage image) {
        try {
            return world.engine().delete(image.id());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In the background; the answer comes when the proxy lets the write begin. */
    private static CompletableFuture<RawResponse> putZeros(ScriptedImage image, RawClient client)
            throws IOException {
        client.send(image.put(1000)).sendZeros(1000);
        return response(client);
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

    private static void assertThatNothingHappens(CompletableFuture<?> answer) {
        assertThatThrownBy(() -> answer.get(A_WHILE_MILLIS, MILLISECONDS))
                .isInstanceOf(TimeoutException.class);
    }
}
