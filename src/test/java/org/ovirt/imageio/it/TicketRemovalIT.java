// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.it;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.ovirt.imageio.testing.client.RawClient;
import org.ovirt.imageio.testing.client.RawClient.PeerClose;
import org.ovirt.imageio.testing.client.RawResponse;
import org.ovirt.imageio.testing.client.RawResponse.Ending;
import org.ovirt.imageio.testing.daemon.DaemonTicket.Operation;
import org.ovirt.imageio.testing.scripted.ScriptedDaemon;
import org.ovirt.imageio.testing.world.SharedWorld;
import org.ovirt.imageio.testing.world.World;
import org.ovirt.imageio.testing.world.World.TestImage;

/** {@code DELETE} of tickets, idle and in use. */
@ExtendWith(SharedWorld.class)
class TicketRemovalIT {
    private static final long LARGE = 256L << 20;
    private static final int SMALL_WINDOW = 16 * 1024;

    private final World world;
    private final ImageClient client;

    TicketRemovalIT(World world) {
        this.world = world;
        client = new ImageClient(world);
    }

    @Test
    void aRemovedTicketIsGone() throws Exception {
        TestImage image = world.newImage(4096, Operation.READ);
        removed(world.engine().delete(image.id()));
        assertThat(world.engine().get(image.id()).statusCode()).isEqualTo(404);
        assertThat(client.get(image.uri()).statusCode()).isEqualTo(403);
        assertThat(world.daemon().requests(image.id())).isEmpty();
    }

    @Test
    void anUnknownTicketIsRemovedAllTheSame() throws Exception {
        removed(world.engine().delete(UUID.randomUUID().toString()));
        removed(world.engine().delete("no-uuid"));
    }

    @Test
    void aRemovedTicketCanBeInstalledAgain() throws Exception {
        TestImage image = world.newImage(4096, Operation.READ);
        String ticket = ticketOf(image);
        removed(world.engine().delete(image.id()));
        assertThat(world.engine().put(image.id(), ticket).statusCode()).isEqualTo(200);
        assertThat(client.get(image.uri()).statusCode()).isEqualTo(200);
    }

    @Test
    void allTicketsCanBeRemovedAtOnce() throws Exception {
        TestImage one = world.newImage(4096, Operation.READ);
        TestImage other = world.newImage(4096, Operation.WRITE);
        removed(world.engine().delete(""));
        assertThat(world.engine().get(one.id()).statusCode()).isEqualTo(404);
        assertThat(world.engine().get(other.id()).statusCode()).isEqualTo(404);
    }

    @Test
    void removalClosesTheDaemonsIdleConnection() throws Exception {
        TestImage image = world.newImage(4096, Operation.READ);
        try (RawClient raw = world.connect()) {
            raw.send(RequestText.head("GET", image.uri())).readResponse();
            assertThat(world.daemon().openConnections(image.id())).isEqualTo(1);
            removed(world.engine().delete(image.id()));
            ConnectionReuseIT.awaitNoConnection(world, image);
            raw.send(RequestText.head("GET", image.uri()));
            assertThat(raw.readResponse().status()).isEqualTo(403);
        }
    }

    @Test
    void removalCutsARunningDownload() throws Exception {
        TestImage image = world.newImage(LARGE, Operation.READ);
        try (RawClient raw =
                RawClient.connect(
                        world.proxy().dataPort(), world.pki().clientContext(), SMALL_WINDOW)) {
            raw.send(RequestText.head("GET", image.uri()));
            raw.awaitAnswer();
            removed(world.engine().delete(image.id()));
            RawResponse response = raw.readResponse();
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.ending()).isEqualTo(Ending.TRUNCATED);
        }
        assertThat(world.engine().get(image.id()).statusCode()).isEqualTo(404);
        ConnectionReuseIT.awaitNoConnection(world, image);
    }

    @Test
    void removalRefusesARunningUpload() throws Exception {
        TestImage image = world.newImage(LARGE, Operation.WRITE);
        try (RawClient raw = world.connect()) {
            raw.send(RequestText.head("PUT", image.uri(), "Content-Length: " + LARGE));
            raw.sendZeros(100_000);
            awaitBytes(image, 100_000);
            removed(world.engine().delete(image.id()));
            RawResponse response = raw.readResponse();
            assertThat(response.status()).isEqualTo(403);
            assertThat(response.header("Connection")).isEqualToIgnoringCase("close");
            assertThat(response.text()).contains("canceled");
        }
        ConnectionReuseIT.awaitNoConnection(world, image);
    }

    @Test
    void removalEndsWhatTheDaemonIsWorkingOn() throws Exception {
        CountDownLatch working = new CountDownLatch(1);
        String id = UUID.randomUUID().toString();
        try (ScriptedDaemon daemon = ScriptedImages.daemon(world);
                RawClient raw = world.connect()) {
            daemon.onRequest(r -> r.readHead().readBody().signal(working).awaitPeerClose());
            raw.send(
                    RequestText.head(
                                    "PATCH",
                                    ScriptedImages.install(
                                            world, daemon, id, 4096, Operation.WRITE),
                                    "Content-Length: 15")
                            + "{\"op\": \"flush\"}");
            assertThat(working.await(10, SECONDS)).isTrue();
            removed(world.engine().delete(id));
            assertThat(raw.readResponse().status()).isEqualTo(403);
            assertThat(raw.awaitClose()).isEqualTo(PeerClose.CLOSED);
            await().atMost(5, SECONDS).until(() -> daemon.openConnections() == 0);
        }
    }

    private String ticketOf(TestImage image) throws Exception {
        return world.engine().status(image.id()).toString();
    }

    private static void removed(HttpResponse<String> response) {
        assertThat(response.statusCode()).isEqualTo(204);
        assertThat(response.body()).isEmpty();
    }

    private void awaitBytes(TestImage image, long least) {
        await().atMost(10, SECONDS)
                .until(
                        () ->
                                world.engine()
                                                .status(image.id())
                                                .getJsonNumber("transferred")
                                                .longValueExact()
                                        >= least);
    }
}
