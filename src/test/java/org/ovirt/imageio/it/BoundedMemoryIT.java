// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.ovirt.imageio.testing.client.RawClient;
import org.ovirt.imageio.testing.client.RawResponse;
import org.ovirt.imageio.testing.client.RawResponse.Ending;
import org.ovirt.imageio.testing.world.World;

/** Transfers that stand still cost the proxy little memory, and none of its threads. */
class BoundedMemoryIT {
    /** Each way; many more than the listener's 32 task threads. */
    private static final int STALLED = 200;

    /** Less than half a MiB for each stalled transfer, with the server itself. */
    private static final String HEAP = "-Xmx160m";

    /** Far more than the system and the proxy hold of a transfer that does not move. */
    private static final long ENDLESS = 1L << 30;

    private static final int MOVED = 8 << 20;
    private static final int SMALL_BUFFER = 16 * 1024;
    private static final int PIECE = 64 * 1024;
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n";

    private final List<RawClient> clients = new ArrayList<>();
    private final AtomicLong sent = new AtomicLong();

    @Test
    void manyStalledTransfersLeaveRoomForMore() throws Exception {
        ExecutorService senders = Executors.newCachedThreadPool();
        try (World world =
                        World.start(
                                proxy ->
                                        proxy.jvmOptions(HEAP)
                                                .property("imageio.log.level", "INFO")
                                                .property("imageio.daemon.connect-timeout", "30")
                                                .property("imageio.daemon.read-timeout", "300"));
                ScriptedImage slow = ScriptedImage.create(world, ENDLESS, 300);
                ScriptedImage full = ScriptedImage.create(world, STALLED * ENDLESS, 300);
                ScriptedImage good = ScriptedImage.create(world, ENDLESS)) {
            slow.daemon()
                    .onEveryOtherRequest(
                            r -> {
                                r.readHead().sendBuffer(SMALL_BUFFER).send(OK.formatted(ENDLESS));
                                for (long left = ENDLESS; left > 0; left -= PIECE) {
                                    r.sendZeros(PIECE);
                                    sent.addAndGet(PIECE);
                                }
                            });
            full.daemon().onEveryOtherRequest(r -> r.readHead().stall());
            List<Future<?>> uploads = new ArrayList<>();
            for (int i = 0; i < STALLED; i++) {
                download(world, slow);
                RawClient client = keep(full.connect().sendBuffer(SMALL_BUFFER));
                // A part of its own: of two writes of the same bytes the earlier one is ended.
                client.send(
                        full.put(
                                ENDLESS,
                                "Content-Range: bytes %d-%d/*"
                                        .formatted(i * ENDLESS, (i + 1) * ENDLESS - 1)));
                uploads.add(senders.submit(() -> sendUntilCut(client)));
            }
            await().atMost(Duration.ofSeconds(30))
                    .until(
                            () ->
                                    slow.daemon().openConnections() == STALLED
                                            && full.daemon().openConnections() == STALLED);
            awaitStandstill();
            assertThat(uploads).noneMatch(Future::isDone);

            assertThatBytesMoveBothWays(good);

            assertThat(world.proxy().isAlive()).isTrue();
            assertThat(Files.readString(world.proxy().log())).doesNotContain("OutOfMemoryError");
            for (RawClient client : clients) {
                client.cut();
            }
        } finally {
            senders.shutdownNow();
        }
    }

    private void download(World world, ScriptedImage image) throws IOException {
        RawClient client =
                keep(
                        RawClient.connect(
                                world.proxy().dataPort(),
                                world.pki().clientContext(),
                                SMALL_BUFFER));
        client.send(image.head("GET")).readHead();
    }

    private RawClient keep(RawClient client) {
        clients.add(client);
        return client;
    }

    private void sendUntilCut(RawClient client) {
        try {
            for (long left = ENDLESS; left > 0; left -= PIECE) {
                client.sendZeros(PIECE);
                sent.addAndGet(PIECE);
            }
        } catch (IOException e) {
            // The end of the test.
        }
    }

    /** Until all buffers on the way are full. */
    private void awaitStandstill() {
        AtomicLong before = new AtomicLong(-1);
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(700))
                .until(
                        () -> {
                            long now = sent.get();
                            return before.getAndSet(now) == now;
                        });
    }

    private static void assertThatBytesMoveBothWays(ScriptedImage image) throws IOException {
        image.onRequest(r -> r.readHead().send(OK.formatted(MOVED)).sendZeros(MOVED));
        image.onRequest(r -> r.readHead().readBody().send(OK.formatted(0)));
        try (RawClient client = image.connect()) {
            RawResponse download = client.send(image.head("GET")).readResponse();
            assertThat(download.status()).isEqualTo(200);
            assertThat(download.ending()).isEqualTo(Ending.COMPLETE);
            RawResponse upload = client.send(image.put(MOVED)).sendZeros(MOVED).readResponse();
            assertThat(upload.status()).isEqualTo(200);
        }
    }
}
