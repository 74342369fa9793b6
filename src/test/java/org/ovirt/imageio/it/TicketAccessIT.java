// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.it;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.ovirt.imageio.it.TestData.with;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.ovirt.imageio.testing.client.RawClient;
import org.ovirt.imageio.testing.client.RawClient.PeerClose;
import org.ovirt.imageio.testing.client.RawResponse;
import org.ovirt.imageio.testing.daemon.DaemonTicket.Operation;
import org.ovirt.imageio.testing.world.SharedWorld;
import org.ovirt.imageio.testing.world.World;
import org.ovirt.imageio.testing.world.World.TestImage;

/** What a ticket allows, and until when. */
@ExtendWith(SharedWorld.class)
class TicketAccessIT {
    private final World world;
    private final ImageClient client;

    TicketAccessIT(World world) {
        this.world = world;
        client = new ImageClient(world);
    }

    @Test
    void anUnknownTicketIsForbiddenAndEndsTheConnection() throws Exception {
        URI uri = world.proxy().baseUri().resolve("/images/" + UUID.randomUUID());
        try (RawClient raw = world.connect()) {
            RawResponse response = raw.send(RequestText.head("GET", uri)).readResponse();
            assertThat(response.status()).isEqualTo(403);
            assertThat(response.text()).startsWith("You are not allowed to access this resource");
            assertThat(response.header("Connection")).isEqualToIgnoringCase("close");
            assertThat(raw.awaitClose()).isEqualTo(PeerClose.CLOSED);
        }
    }

    @Test
    void anUnknownTicketIsForbiddenBeforeItsBytesAreSent() throws Exception {
        URI uri = world.proxy().baseUri().resolve("/images/" + UUID.randomUUID());
        try (RawClient raw = world.connect()) {
            raw.send(RequestText.head("PUT", uri, "Content-Length: 1000000000000"));
            RawResponse response = raw.readResponse();
            assertThat(response.status()).isEqualTo(403);
            assertThat(response.header("Connection")).isEqualToIgnoringCase("close");
        }
    }

    @Test
    void aReaderMayNotWrite() throws Exception {
        TestImage image = world.newImage(4096, Operation.READ);
        byte[] before = Files.readAllBytes(image.file());
        forbidden(client.put(image.uri(), TestData.bytes(4096)));
        forbidden(client.patch(image.uri(), "{\"op\": \"zero\", \"size\": 4096}"));
        forbidden(client.patch(image.uri(), "{\"op\": \"flush\"}"));
        assertThat(Files.readAllBytes(image.file())).isEqualTo(before);
        assertThat(world.daemon().requests(image.id())).isEmpty();
    }

    @Test
    void aWriterMayReadToo() throws Exception {
        TestImage image = world.newImage(4096, Operation.WRITE);
        byte[] bytes = TestData.bytes(4096);
        assertThat(client.put(image.uri(), bytes).statusCode()).isEqualTo(200);
        assertThat(client.download(image.uri()).body()).isEqualTo(bytes);
        assertThat(client.get(with(image.uri(), "/extents")).statusCode()).isEqualTo(200);
    }

    @Test
    void theCaseOfATicketIdDoesNotMatter() throws Exception {
        TestImage image = world.newImage(4096, Operation.READ);
        URI upper =
                world.proxy().baseUri().resolve("/images/" + image.id().toUpperCase(Locale.ROOT));
        assertThat(client.get(upper).statusCode()).isEqualTo(200);
    }

    @Test
    void anExpiredTicketIsForbidden() throws Exception {
        TestImage image = shortLived(Operation.READ);
        awaitIdle(image, 2);
        forbidden(client.get(image.uri()));
        forbidden(client.options(image.uri()));
        assertThat(world.daemon().requests(image.id())).isEmpty();
    }

    @Test
    void theEngineExtendsATicket() throws Exception {
        TestImage image = shortLived(Operation.READ);
        world.engine().patch(image.id(), "{\"timeout\": 300}");
        awaitIdle(image, 2);
        assertThat(client.options(image.uri()).statusCode()).isEqualTo(200);
    }

    @Test
    void theEngineExtendsAnExpiredTicket() throws Exception {
        TestImage image = shortLived(Operation.READ);
        awaitIdle(image, 2);
        world.engine().patch(image.id(), "{\"timeout\": 300}");
        assertThat(client.options(image.uri()).statusCode()).isEqualTo(200);
    }

    @Test
    void theEngineEndsATicketAtOnce() throws Exception {
        TestImage image = world.newImage(4096, Operation.READ);
        world.engine().patch(image.id(), "{\"timeout\": 0}");
        forbidden(client.get(image.uri()));
    }

    @Test
    void everyTransferOfBytesExtendsTheTicket() throws Exception {
        TestImage image = world.newImage(4096, Operation.WRITE);
        extends300(image, () -> client.get(image.uri(), "Range", "bytes=0-9"));
        extends300(image, () -> client.put(image.uri(), new byte[10]));
        extends300(image, () -> client.patch(image.uri(), "{\"op\": \"zero\", \"size\": 1}"));
        extends300(image, () -> client.get(with(image.uri(), "/extents")));
        extends300(image, () -> client.get(with(image.uri(), "/checksum")));
    }

    @Test
    void aTransferThatIsUnderWayOutlivesItsTicket() throws Exception {
        TestImage image = shortLived(Operation.WRITE);
        byte[] bytes = TestData.bytes(4096);
        try (RawClient raw = world.connect()) {
            raw.send(RequestText.head("PUT", image.uri(), "Content-Length: 4096"));
            raw.send(Arrays.copyOf(bytes, 2048));
            await().atMost(10, SECONDS).until(() -> hasExpired(image));
            raw.send(Arrays.copyOfRange(bytes, 2048, 4096));
            assertThat(raw.readResponse().status()).isEqualTo(200);
        }
        assertThat(Files.readAllBytes(image.file())).isEqualTo(bytes);
    }

    interface Request {
        HttpResponse<String> send() throws Exception;
    }

    private void extends300(TestImage image, Request request) throws Exception {
        world.engine().patch(image.id(), "{\"timeout\": 10}");
        assertThat(request.send().statusCode()).isBetween(200, 206);
        await().atMost(5, SECONDS)
                .untilAsserted(
                        () -> assertThat(expires(image) - now()).isGreaterThanOrEqualTo(290));
    }

    private static void forbidden(HttpResponse<String> response) {
        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(response.body()).startsWith("You are not allowed to access this resource");
    }

    /** On the proxy: the daemon's ticket lives on, so that it is the proxy that refuses. */
    private TestImage shortLived(Operation operation) throws IOException {
        TestImage image = world.newImage(4096, operation);
        world.engine().patch(image.id(), "{\"timeout\": 1}");
        return image;
    }

    private void awaitIdle(TestImage image, int seconds) {
        await().atMost(10, SECONDS)
                .until(() -> world.engine().status(image.id()).getInt("idle_time") >= seconds);
    }

    private boolean hasExpired(TestImage image) throws IOException {
        return expires(image) < now();
    }

    private long expires(TestImage image) throws IOException {
        return world.engine().status(image.id()).getJsonNumber("expires").longValueExact();
    }

    /** The clock of {@code expires}, which counts from the start of the machine. */
    private static long now() {
        return Duration.ofNanos(System.nanoTime()).toSeconds();
    }
}
