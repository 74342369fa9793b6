// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ovirt.imageio.it.TestData.json;
import static org.ovirt.imageio.it.TestData.quoted;

import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ovirt.imageio.testing.client.RawClient;
import org.ovirt.imageio.testing.daemon.DaemonTicket.Operation;
import org.ovirt.imageio.testing.http.MessageHead;
import org.ovirt.imageio.testing.scripted.ScriptedDaemon;
import org.ovirt.imageio.testing.world.SharedWorld;
import org.ovirt.imageio.testing.world.World;
import org.ovirt.imageio.testing.world.World.TestImage;

/** {@code PATCH}: what the daemon does without getting bytes. */
@ExtendWith(SharedWorld.class)
class ZeroAndFlushIT {
    private static final int SIZE = 16_384;

    private final World world;
    private final ImageClient client;

    ZeroAndFlushIT(World world) {
        this.world = world;
        client = new ImageClient(world);
    }

    @Test
    void onlyTheRangeIsZeroed() throws Exception {
        TestImage image = image();
        byte[] expected = TestData.bytes(SIZE);
        Files.write(image.file(), expected);
        HttpResponse<String> response =
                client.patch(image.uri(), "{\"op\": \"zero\", \"offset\": 100, \"size\": 9000}");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEmpty();
        Arrays.fill(expected, 100, 9100, (byte) 0);
        assertThat(Files.readAllBytes(image.file())).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'op': 'flush'} | {'op': 'flush'}",
                "{'op': 'flush', 'size': -1} | {'op': 'flush'}",
                "{'op': 'zero', 'size': 16384}"
                        + " | {'op': 'zero', 'offset': 0, 'size': 16384, 'flush': false}",
                "{'flush': true, 'size': 1, 'offset': 16383, 'op': 'zero'}"
                        + " | {'op': 'zero', 'offset': 16383, 'size': 1, 'flush': true}",
                "{'op': 'zero', 'offset': 16384, 'size': 0, 'flush': false, 'more': [{}]}"
                        + " | {'op': 'zero', 'offset': 16384, 'size': 0, 'flush': false}"
            },
            quoteCharacter = '`')
    void theDaemonGetsWhatWasUnderstood(String sent, String forwarded) throws Exception {
        CompletableFuture<String> body = new CompletableFuture<>();
        try (ScriptedDaemon daemon = ScriptedImages.daemon(world)) {
            daemon.onRequest(
                    r ->
                            r.readHead()
                                    .readText(body::complete)
                                    .send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
            String id = UUID.randomUUID().toString();
            URI uri = ScriptedImages.install(world, daemon, id, SIZE, Operation.WRITE);
            assertThat(client.patch(uri, sent.replace('\'', '"')).statusCode()).isEqualTo(200);
            MessageHead head = daemon.awaitRequest();
            assertThat(head.startLine()).isEqualTo("PATCH /images/" + id + " HTTP/1.1");
            assertThat(head.headers().firstValue("Content-Type")).hasValue("application/json");
        }
        assertThat(json(body.get(10, TimeUnit.SECONDS))).isEqualTo(quoted(forwarded));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "[]",
                "'flush'",
                "null",
                "{}",
                "{'op': 'flush'",
                "{'op': 'flush'} {'op': 'flush'}",
                "{'op': null}",
                "{'op': 1}",
                "{'op': ['flush']}",
                "{'op': 'trim'}",
                "{'op': 'Zero', 'size': 1}",
                "{'op': 'zero'}",
                "{'op': 'zero', 'size': null}",
                "{'op': 'zero', 'size': '1'}",
                "{'op': 'zero', 'size': true}",
                "{'op': 'zero', 'size': 1.5}",
                "{'op': 'zero', 'size': -1}",
                "{'op': 'zero', 'size': 9223372036854775808}",
                "{'op': 'zero', 'size': 1e999999999}",
                "{'op': 'zero', 'size': 1, 'offset': -1}",
                "{'op': 'zero', 'size': 1, 'offset': '0'}",
                "{'op': 'zero', 'size': 1, 'offset': null}",
                "{'op': 'zero', 'size': 1, 'flush': 'true'}",
                "{'op': 'zero', 'size': 1, 'flush': 1}",
                "{'op': 'zero', 'size': 1, 'flush': null}"
            })
    void aCommandThatIsNotUnderstoodIsRefused(String command) throws Exception {
        refused(400, command.replace('\'', '"'));
    }

    @Test
    void aDeeplyNestedCommandIsRefused() throws Exception {
        refused(400, "{\"op\":" + "[".repeat(2000) + "]".repeat(2000) + "}");
    }

    @Test
    void aNumberOfThousandsOfDigitsIsRefused() throws Exception {
        refused(400, "{\"op\": \"zero\", \"size\": " + "1".repeat(4000) + "}");
    }

    @Test
    void aCommandOfUnreasonableLengthIsRefused() throws Exception {
        refused(413, "{\"op\": \"flush\"}" + " ".repeat(4096));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'op': 'zero', 'size': 16385}",
                "{'op': 'zero', 'offset': 1, 'size': 16384}",
                "{'op': 'zero', 'offset': 16385, 'size': 0}",
                "{'op': 'zero', 'offset': 9223372036854775807, 'size': 9223372036854775807}"
            })
    void aRangeOutsideOfTheImageIsRefusedWithItsSize(String command) throws Exception {
        HttpResponse<String> response = refused(416, command.replace('\'', '"'));
        assertThat(response.headers().firstValue("Content-Range")).hasValue("bytes */16384");
    }

    @Test
    void aLengthIsRequired() throws Exception {
        TestImage image = image();
        try (RawClient raw = world.connect()) {
            raw.send(RequestText.head("PATCH", image.uri()));
            assertThat(raw.readResponse().status()).isEqualTo(400);
        }
    }

    @Test
    void theConnectionIsGoodForMoreAfterARefusal() throws Exception {
        TestImage image = image();
        String bad = "{\"op\": \"trim\"}";
        String good = "{\"op\": \"flush\"}";
        try (RawClient raw = world.connect()) {
            raw.send(RequestText.head("PATCH", image.uri(), "Content-Length: 14") + bad);
            assertThat(raw.readResponse().status()).isEqualTo(400);
            raw.send(RequestText.head("PATCH", image.uri(), "Content-Length: 15") + good);
            assertThat(raw.readResponse().status()).isEqualTo(200);
        }
    }

    private HttpResponse<String> refused(int status, String command) throws Exception {
        TestImage image = image();
        HttpResponse<String> response = client.patch(image.uri(), command);
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).endsWith("\n");
        assertThat(world.daemon().requests(image.id())).isEmpty();
        return response;
    }

    private TestImage image() throws Exception {
        return world.newImage(SIZE, Operation.WRITE);
    }
}
