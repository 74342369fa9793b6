// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.it;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.ovirt.imageio.it.TestData.PLAIN_TEXT;
import static org.ovirt.imageio.it.TestData.mediaType;
import static org.ovirt.imageio.it.TestData.with;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ovirt.imageio.testing.client.RawClient;
import org.ovirt.imageio.testing.daemon.DaemonTicket.Operation;
import org.ovirt.imageio.testing.world.SharedWorld;
import org.ovirt.imageio.testing.world.World;
import org.ovirt.imageio.testing.world.World.TestImage;

/** {@code GET} and {@code PATCH} of a ticket: what the Engine is told, and what it changes. */
@ExtendWith(SharedWorld.class)
class TicketStatusIT {
    private final World world;
    private final ImageClient client;

    TicketStatusIT(World world) {
        this.world = world;
        client = new ImageClient(world);
    }

    @Test
    void aTicketIsToldInFull() throws Exception {
        TestImage image =
                world.newImage(
                        4096,
                        ticket -> ticket.withFilename("disk.raw").withDirty(true),
                        Operation.READ);
        HttpResponse<String> response = world.engine().get(image.id());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
        JsonObject status = world.engine().status(image.id());
        assertThat(status.keySet())
                .containsExactlyInAnyOrder(
                        "active",
                        "canceled",
                        "connections",
                        "expires",
                        "idle_time",
                        "inactivity_timeout",
                        "ops",
                        "size",
                        "sparse",
                        "dirty",
                        "timeout",
                        "url",
                        "uuid",
                        "transfer_id",
                        "filename",
                        "transferred");
        assertThat(status.getBoolean("active")).isFalse();
        assertThat(status.getBoolean("canceled")).isFalse();
        assertThat(status.getBoolean("sparse")).isTrue();
        assertThat(status.getBoolean("dirty")).isTrue();
        assertThat(status.getString("uuid")).isEqualTo(image.id());
        assertThat(status.getString("filename")).isEqualTo("disk.raw");
        assertThat(status.getString("transfer_id"))
                .isEqualTo("transfer-" + image.id().substring(0, 8));
        assertThat(status.getString("url"))
                .isEqualTo(world.daemon().imageUri(image.id()).toString());
        assertThat(status.getJsonArray("ops").toString()).isEqualTo("[\"read\"]");
        assertThat(number(status, "connections")).isZero();
        assertThat(number(status, "idle_time")).isBetween(0L, 10L);
        assertThat(number(status, "inactivity_timeout")).isEqualTo(60);
        assertThat(number(status, "size")).isEqualTo(4096);
        assertThat(number(status, "timeout")).isEqualTo(300);
        assertThat(number(status, "transferred")).isZero();
    }

    @Test
    void theEndIsToldInSecondsOfTheMachinesSteadyClock() throws Exception {
        TestImage image = world.newImage(4096, Operation.READ);
        long now = Duration.ofNanos(System.nanoTime()).toSeconds();
        assertThat(number(world.engine().status(image.id()), "expires"))
                .isBetween(now + 290, now + 301);
    }

    @Test
    void bytesThatWereRelayedTwiceCountOnce() throws Exception {
        TestImage image = world.newImage(10_000, Operation.READ);
        client.get(image.uri(), "Range", "bytes=5000-5099");
        client.get(image.uri(), "Range", "bytes=5050-5149");
        client.get(image.uri(), "Range", "bytes=6000-6009");
        awaitTransferred(image, 160);
        client.get(with(image.uri(), "/extents"));
        client.get(with(image.uri(), "/checksum"));
        client.options(image.uri());
        awaitTransferred(image, 160);
        client.get(image.uri());
        awaitTransferred(image, 10_000);
    }

    @Test
    void zeroedBytesCountAsWritten() throws Exception {
        TestImage image = world.newImage(10_000, Operation.WRITE);
        client.put(image.uri(), new byte[1000]);
        client.patch(image.uri(), "{\"op\": \"zero\", \"offset\": 500, \"size\": 1000}");
        client.patch(image.uri(), "{\"op\": \"flush\"}");
        awaitTransferred(image, 1500);
    }

    @Test
    void aTicketForBothDirectionsTellsNoBytes() throws Exception {
        TestImage image = world.newImage(4096, Operation.READ, Operation.WRITE);
        client.get(image.uri());
        JsonObject status = world.engine().status(image.id());
        assertThat(status).doesNotContainKey("transferred");
        assertThat(status.getJsonArray("ops").toString()).isEqualTo("[\"read\",\"write\"]");
    }

    @Test
    void aRunningTransferIsActive() throws Exception {
        TestImage image = world.newImage(1 << 20, Operation.WRITE);
        try (RawClient raw = world.connect()) {
            raw.send(RequestText.head("PUT", image.uri(), "Content-Length: 1048576"));
            raw.sendZeros(1 << 19);
            awaitTransferred(image, 1 << 19);
            JsonObject running = world.engine().status(image.id());
            assertThat(running.getBoolean("active")).isTrue();
            assertThat(number(running, "connections")).isEqualTo(1);
            assertThat(number(running, "idle_time")).isZero();

            raw.sendZeros(1 << 19);
            assertThat(raw.readResponse().status()).isEqualTo(200);
            JsonObject idle = world.engine().status(image.id());
            assertThat(idle.getBoolean("active")).isFalse();
            assertThat(number(idle, "connections")).isEqualTo(1);
            assertThat(number(idle, "transferred")).isEqualTo(1 << 20);
        }
        await().atMost(5, SECONDS)
                .until(() -> number(world.engine().status(image.id()), "connections") == 0);
    }

    @Test
    void idleTimeGrowsUntilTheNextActivity() throws Exception {
        TestImage image = world.newImage(4096, Operation.READ);
        await().atMost(10, SECONDS)
                .until(() -> number(world.engine().status(image.id()), "idle_time") >= 1);
        client.get(image.uri());
        await().atMost(5, SECONDS)
                .until(() -> number(world.engine().status(image.id()), "idle_time") == 0);
    }

    @Test
    void anUnknownTicketIsNotFound() throws Exception {
        String unknown = UUID.randomUUID().toString();
        refused(world.engine().get(unknown), 404);
        refused(world.engine().get("no/uuid"), 404);
        refused(world.engine().patch(unknown, "{\"timeout\": 1}"), 404);
    }

    @Test
    void anIdIsRequired() throws Exception {
        refused(world.engine().get(""), 400);
        refused(world.engine().patch("", "{\"timeout\": 1}"), 400);
    }

    @Test
    void aNewTimeoutCountsFromNow() throws Exception {
        TestImage image = world.newImage(4096, Operation.READ);
        HttpResponse<String> response = world.engine().patch(image.id(), "{\"timeout\": 5000}");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEmpty();
        long now = Duration.ofNanos(System.nanoTime()).toSeconds();
        JsonObject status = world.engine().status(image.id());
        assertThat(number(status, "expires")).isBetween(now + 4990, now + 5001);
        assertThat(number(status, "timeout")).isEqualTo(300);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "[]",
                "{}",
                "{'timeout': null}",
                "{'timeout': '1'}",
                "{'timeout': -1}",
                "{'timeout': 1.5}",
                "{'timeout': true}",
                "{'timeout': 9223372036854775808}"
            })
    void aTimeoutThatIsNoneIsRefused(String patch) throws Exception {
        TestImage image = world.newImage(4096, Operation.READ);
        long before = number(world.engine().status(image.id()), "expires");
        refused(world.engine().patch(image.id(), patch.replace('\'', '"')), 400);
        assertThat(number(world.engine().status(image.id()), "expires")).isEqualTo(before);
    }

    private void awaitTransferred(TestImage image, long bytes) {
        await().atMost(5, SECONDS)
                .untilAsserted(
                        () ->
                                assertThat(number(world.engine().status(image.id()), "transferred"))
                                        .isEqualTo(bytes));
    }

    private static void refused(HttpResponse<String> response, int status) {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(mediaType(response.headers())).isEqualTo(PLAIN_TEXT);
        assertThat(response.body()).matches("[^\\n]+\\n");
    }

    private static long number(JsonObject status, String name) {
        JsonNumber number = status.getJsonNumber(name);
        assertThat(number.isIntegral()).isTrue();
        return number.longValueExact();
    }
}
