// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.ovirt.imageio.it.ScriptedImage.OK;

import jakarta.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.ovirt.imageio.testing.client.RawClient;
import org.ovirt.imageio.testing.daemon.DaemonTicket.Operation;
import org.ovirt.imageio.testing.world.SharedWorld;
import org.ovirt.imageio.testing.world.World;
import org.ovirt.imageio.testing.world.World.TestImage;

@ExtendWith(SharedWorld.class)
class LogsIT {
    private static final long SIZE = 1L << 30;
    private static final Pattern ALARM = Pattern.compile(" (WARN|ERROR|FATAL) |Exception");

    private final World world;

    LogsIT(World world) {
        this.world = world;
    }

    @Test
    void noLogHasATicketsId() throws Exception {
        try (ScriptedImage image = ScriptedImage.create(world, SIZE)) {
            image.onRequest(r -> r.readHead().readBody().send(OK));
            image.onRequest(r -> r.readHead().send("HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n"));
            image.onRequest(r -> r.readHead().send("HTTP/1.1 507 No\r\nContent-Length: 0\r\n\r\n"));
            image.onRequest(r -> r.readHead().close());
            try (RawClient client = image.connect()) {
                client.send(image.put(4)).send("four");
                assertThat(client.readResponse().status()).isEqualTo(200);
                assertThat(image.get(client).status()).isEqualTo(502);
                assertThat(image.get(client).status()).isEqualTo(507);
                assertThat(client.send(image.headOf("GET", "/extents")).readResponse().status())
                        .isEqualTo(502);
                client.send(image.head("GET", "Range: bytes=5-4"));
                assertThat(client.readResponse().status()).isEqualTo(416);
                client.send(image.headOf("GET", "/unknown"));
                assertThat(client.readResponse().status()).isEqualTo(404);
                assertThat(client.send(image.head("POST")).readResponse().status()).isEqualTo(405);
            }
            image.daemon().close();
            try (RawClient client = image.connect()) {
                assertThat(image.get(client).status()).isEqualTo(503);
            }
            assertThat(world.engine().put(image.id(), "{").statusCode()).isEqualTo(400);
            assertThat(world.engine().patch(image.id(), "{}").statusCode()).isEqualTo(400);
            assertThat(world.engine().delete(image.id()).statusCode()).isEqualTo(204);
            try (RawClient client = image.connect()) {
                assertThat(image.get(client).status()).isEqualTo(403);
            }
            await().until(() -> log().contains("Transfer " + image.transferId() + " ends"));
            assertThat(log())
                    .contains("transfer=" + image.transferId())
                    .doesNotContain(image.id())
                    .doesNotContain(image.id().substring(0, 24));
        }
    }

    @Test
    void aTransferStartsAndEndsWithOneLineEach() throws Exception {
        try (ScriptedImage image = ScriptedImage.create(world, SIZE);
                RawClient client = image.connect()) {
            image.daemon().onEveryOtherRequest(r -> r.readHead().readBody().send(OK));
            assertThat(image.putZeros(client, 1000).status()).isEqualTo(200);
            client.send(image.put(1000, "Content-Range: bytes 500-1499/*")).sendZeros(1000);
            assertThat(client.readResponse().status()).isEqualTo(200);
            assertThat(world.engine().delete(image.id()).statusCode()).isEqualTo(204);
            await().until(() -> linesWith("Transfer " + image.transferId()).size() == 2);
            List<String> lines = linesWith("Transfer " + image.transferId());
            assertThat(lines.get(0)).contains(" INFO ", "starts", "size=" + SIZE);
            assertThat(lines.get(1)).contains(" INFO ", "ends", "bytes=1500");
        }
    }

    @Test
    void aTransferThatIsInstalledAgainDoesNotStartAgain() throws Exception {
        TestImage image = world.newImage(4096, Operation.READ);
        String ticket =
                Json.createObjectBuilder()
                        .add("uuid", image.id())
                        .add("size", 4096)
                        .add("ops", Json.createArrayBuilder().add("read"))
                        .add("timeout", 300)
                        .add("url", world.daemon().imageUri(image.id()).toString())
                        .add("transfer_id", "again")
                        .build()
                        .toString();
        assertThat(world.engine().put(image.id(), ticket).statusCode()).isEqualTo(200);
        assertThat(world.engine().delete(image.id()).statusCode()).isEqualTo(204);
        assertThat(world.engine().delete(image.id()).statusCode()).isEqualTo(204);
        await().until(() -> linesWith("Transfer again").size() >= 2);
        List<String> lines = linesWith("Transfer again");
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).contains("has a new ticket");
        assertThat(lines.get(1)).contains("ends, removed");
    }

    @Test
    void whatAClientOrTheEngineSendsCannotForgeALine() throws Exception {
        String forged = "forged" + UUID.randomUUID();
        int before = log().length();
        try (ScriptedImage image = ScriptedImage.create(world, SIZE)) {
            assertThat(
                            world.engine()
                                    .put(
                                            image.id(),
                                            Json.createObjectBuilder()
                                                    .add("uuid", image.id())
                                                    .add("url", image.daemon().imageUri("x") + "")
                                                    .add("size", 1)
                                                    .add(
                                                            "ops",
                                                            Json.createArrayBuilder().add("read"))
                                                    .add("timeout", 300)
                                                    .add(
                                                            "transfer_id",
                                                            "a\r\n" + forged + "\u001b[31m\u202e")
                                                    .build()
                                                    .toString())
                                    .statusCode())
                    .isIn(200, 400);
            image.daemon().onEveryOtherRequest(r -> r.readHead().close());
            for (String head :
                    List.of(
                            image.head("GET", "User-Agent: \u001b[31m" + forged),
                            "GET /images/%0d%0a" + forged + " HTTP/1.1\r\nHost: localhost\r\n\r\n",
                            "GET /%1b[31m" + forged + " HTTP/1.1\r\nHost: localhost\r\n\r\n",
                            image.headOf("GET", "?context=%0d%0a" + forged))) {
                try (RawClient client = image.connect()) {
                    assertThat(client.send(head).readResponse().status()).isBetween(400, 599);
                }
            }
            assertThat(world.engine().delete(image.id()).statusCode()).isEqualTo(204);
            String added = log().substring(before);
            assertThat(added).isNotEmpty().doesNotContain("\u001b").doesNotContain("\u202e");
            assertThat(added.lines()).noneMatch(line -> line.startsWith(forged));
        }
    }

    @Test
    void aDownloadingClientThatLeavesIsNoError() throws Exception {
        try (ScriptedImage image = ScriptedImage.create(world, SIZE)) {
            image.daemon()
                    .onEveryOtherRequest(
                            r ->
                                    r.readHead()
                                            .send(
                                                    "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n"
                                                            .formatted(SIZE))
                                            .sendZeros(SIZE));
            int before = log().length();
            for (Leaving leaving : Leaving.values()) {
                try (RawClient client = image.connect()) {
                    client.send(image.head("GET")).readHead();
                    leaving.leave(client);
                }
            }
            assertThatLeavingIsNoError(image, before);
        }
    }

    @Test
    void anUploadingClientThatLeavesIsNoError() throws Exception {
        try (ScriptedImage image = ScriptedImage.create(world, SIZE)) {
            image.daemon().onEveryOtherRequest(r -> r.readHead().readBody());
            int before = log().length();
            for (Leaving leaving : Leaving.values()) {
                try (RawClient client = image.connect()) {
                    client.send(image.put(1000)).sendZeros(500);
                    image.daemon().awaitRequest();
                    leaving.leave(client);
                }
            }
            assertThatLeavingIsNoError(image, before);
        }
    }

    private enum Leaving {
        CUT {
            @Override
            void leave(RawClient client) throws IOException {
                client.cut();
            }
        },
        RESET {
            @Override
            void leave(RawClient client) throws IOException {
                client.reset();
            }
        },
        GOODBYE {
            @Override
            void leave(RawClient client) throws IOException {
                client.close();
            }
        };

        abstract void leave(RawClient client) throws IOException;
    }

    private void assertThatLeavingIsNoError(ScriptedImage image, int before) throws Exception {
        String ours = "transfer=" + image.transferId();
        await().atMost(Duration.ofSeconds(5))
                .until(() -> linesWith(ours).size() == Leaving.values().length);
        assertThat(linesWith(ours))
                .allSatisfy(line -> assertThat(line).contains(" DEBUG ", "client-left"));
        // What the server itself might say of it is said by now: its threads have gone on.
        for (int i = 0; i < 16; i++) {
            try (RawClient client = world.connect()) {
                client.send("GET /info/ HTTP/1.1\r\nHost: localhost\r\n\r\n");
                assertThat(client.readResponse().status()).isEqualTo(200);
            }
        }
        assertThat(log().substring(before).lines())
                .filteredOn(line -> line.contains(ours) || !line.contains("transfer="))
                .noneMatch(line -> ALARM.matcher(line).find());
    }

    private List<String> linesWith(String text) throws IOException {
        return log().lines().filter(line -> line.contains(text)).toList();
    }

    /** All that is logged, while {@code ProxyServer.log()} has only what goes to the console. */
    private String log() throws IOException {
        return Files.readString(
                world.proxy().log().resolveSibling("log/server.log"), StandardCharsets.UTF_8);
    }
}
