// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.it;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.ovirt.imageio.it.TestData.with;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ovirt.imageio.testing.client.RawClient;
import org.ovirt.imageio.testing.daemon.DaemonTicket.Operation;
import org.ovirt.imageio.testing.world.SharedWorld;
import org.ovirt.imageio.testing.world.World;
import org.ovirt.imageio.testing.world.World.TestImage;

/** {@code GET /images/ID/ranges}: what a client has still to send after any failure. */
@ExtendWith(SharedWorld.class)
class RangesIT {
    private static final int SIZE = 1000;
    private static final int LARGE = 8 << 20;
    private static final String FLUSH = "{\"op\":\"flush\"}";

    private final World world;
    private final ImageClient client;

    RangesIT(World world) {
        this.world = world;
        client = new ImageClient(world);
    }

    @Test
    void ofANewImageAllIsMissingAndNoDaemonIsAsked() throws Exception {
        TestImage image = image();
        HttpResponse<String> response = client.get(with(image.uri(), "/ranges"));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(TestData.mediaType(response.headers())).isEqualTo("application/json");
        assertThat(response.body())
                .isEqualTo(
                        "{\"size_known\":true,\"size\":1000,"
                                + "\"missing\":[{\"start\":0,\"length\":1000}],"
                                + "\"unflushed\":[],\"flushed\":[],\"open\":[]}\n");
        assertThat(world.daemon().requests(image.id())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"'', 0", "?flush=y, 0", "?flush=n, 1"})
    void anUploadIsFlushedAsTheDaemonUnderstandsIt(String query, int unflushed) throws Exception {
        TestImage image = image();
        put(image, query, 100, 300);
        assertRanges(
                image,
                "[[0,100],[400,600]]",
                unflushed == 1 ? "[[100,300]]" : "[]",
                unflushed == 1 ? "[]" : "[[100,300]]");
    }

    @Test
    void aZeroIsWrittenAndFlushedIfItSaysSo() throws Exception {
        TestImage image = image();
        patch(image, "{\"op\":\"zero\",\"offset\":100,\"size\":50}");
        assertRanges(image, "[[0,100],[150,850]]", "[[100,50]]", "[]");
        patch(image, "{\"op\":\"zero\",\"offset\":0,\"size\":20,\"flush\":true}");
        assertRanges(image, "[[20,80],[150,850]]", "[]", "[[0,20],[100,50]]");
    }

    @Test
    void aFlushMovesWhatIsUnflushed() throws Exception {
        TestImage image = image();
        put(image, "?flush=n", 0, 200);
        put(image, "?flush=n", 500, 100);
        assertRanges(image, "[[200,300],[600,400]]", "[[0,200],[500,100]]", "[]");
        patch(image, FLUSH);
        assertRanges(image, "[[200,300],[600,400]]", "[]", "[[0,200],[500,100]]");
    }

    @Test
    void aFlushedRangeThatIsWrittenAgainIsUnflushed() throws Exception {
        TestImage image = image();
        put(image, "", 0, SIZE);
        put(image, "?flush=n", 300, 100);
        assertRanges(image, "[]", "[[300,100]]", "[[0,300],[400,600]]");
    }

    @Test
    void anUploadThatIsRefusedIsAGap() throws Exception {
        TestImage image = image();
        put(image, "", 0, SIZE);
        world.daemon().remove(image.id());
        assertThat(
                        client.put(image.uri(), new byte[10], "Content-Range", "bytes 5-14/*")
                                .statusCode())
                .isEqualTo(403);
        await().atMost(10, SECONDS).until(() -> ranges(image).getJsonArray("open").isEmpty());
        assertRanges(image, "[[5,10]]", "[]", "[[0,5],[15,985]]");
    }

    @Test
    void whatTheProxyRefusesItselfChangesNothing() throws Exception {
        TestImage image = image();
        put(image, "", 0, SIZE);
        assertThat(client.put(image.uri(), new byte[SIZE + 1]).statusCode()).isEqualTo(416);
        assertThat(client.put(with(image.uri(), "?flush=x"), new byte[10]).statusCode())
                .isEqualTo(400);
        assertThat(client.patch(image.uri(), "{\"op\":\"zero\",\"size\":1001}").statusCode())
                .isEqualTo(416);
        assertRanges(image, "[]", "[]", "[[0,1000]]");
    }

    @Test
    void aRunningUploadIsMissingUntilItIsAcknowledged() throws Exception {
        TestImage image = image();
        put(image, "", 0, SIZE);
        try (RawClient raw = world.connect()) {
            raw.send(put(image, 100, 50)).sendZeros(20);
            await().atMost(10, SECONDS).until(() -> !ranges(image).getJsonArray("open").isEmpty());
            assertThat(ToldRanges.pairs(ranges(image), "open")).isEqualTo("[[100,50]]");
            assertRanges(image, "[[100,50]]", "[]", "[[0,100],[150,850]]");
            raw.sendZeros(30);
            assertThat(raw.readResponse().status()).isEqualTo(200);
            assertRanges(image, "[]", "[]", "[[0,1000]]");
        }
    }

    @Test
    void aClientThatSendsAgainExactlyWhatItIsToldHasTheSameImage() throws Exception {
        TestImage image = world.newImage(LARGE, Operation.WRITE);
        byte[] bytes = TestData.bytes(LARGE);
        Random random = new Random(LARGE);
        for (int i = 0; i < 12; i++) {
            int start = random.nextInt(LARGE - 1);
            int length = 1 + random.nextInt(LARGE - start);
            if (i % 3 == 0) {
                cutUpload(image, bytes, start, length, random.nextInt(length));
            } else {
                send(image, bytes, start, length, i % 2 == 0 ? "?flush=n" : "");
            }
        }
        await().atMost(10, SECONDS).until(() -> ranges(image).getJsonArray("open").isEmpty());
        assertThat(ranges(image).getJsonArray("missing")).isNotEmpty();
        JsonObject left = ranges(image);
        for (String name : new String[] {"missing", "unflushed"}) {
            for (JsonValue value : left.getJsonArray(name)) {
                JsonObject range = value.asJsonObject();
                send(image, bytes, range.getInt("start"), range.getInt("length"), "?flush=n");
            }
        }
        patch(image, FLUSH);
        assertRanges(image, "[]", "[]", "[[0," + LARGE + "]]");
        assertThat(Files.readAllBytes(image.file())).isEqualTo(bytes);
    }

    @Test
    void nothingIsKnownOfATicketThatWasInstalledAgain() throws Exception {
        TestImage image = image();
        put(image, "", 0, 100);
        String ticket = world.engine().status(image.id()).toString();
        assertThat(world.engine().put(image.id(), ticket).statusCode()).isEqualTo(200);
        assertRanges(image, "[[100,900]]", "[]", "[[0,100]]");
        assertThat(world.engine().delete(image.id()).statusCode()).isEqualTo(204);
        assertThat(client.get(with(image.uri(), "/ranges")).statusCode()).isEqualTo(403);
        assertThat(world.engine().put(image.id(), ticket).statusCode()).isEqualTo(200);
        assertRanges(image, "[[0,1000]]", "[]", "[]");
    }

    @Test
    void whoMayOnlyReadIsToldToo() throws Exception {
        TestImage image = world.newImage(SIZE, Operation.READ);
        assertRanges(image, "[[0,1000]]", "[]", "[]");
    }

    @Test
    void anUnknownTicketHasNone() throws Exception {
        URI uri = world.proxy().baseUri().resolve("images/" + UUID.randomUUID() + "/ranges");
        assertThat(client.get(uri).statusCode()).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "PATCH", "POST", "DELETE"})
    void itIsOnlyRead(String method) throws Exception {
        TestImage image = image();
        HttpResponse<String> response =
                client.send(
                        method,
                        with(image.uri(), "/ranges"),
                        java.net.http.HttpRequest.BodyPublishers.noBody());
        assertThat(response.statusCode()).isEqualTo(405);
    }

    private TestImage image() throws Exception {
        return world.newImage(SIZE, Operation.WRITE);
    }

    private static String put(TestImage image, long start, long length) {
        return RequestText.head(
                "PUT",
                image.uri(),
                "Content-Length: " + length,
                "Content-Range: bytes %d-%d/*".formatted(start, start + length - 1));
    }

    private void put(TestImage image, String query, int start, int length) throws Exception {
        send(image, new byte[start + length], start, length, query);
    }

    private void send(TestImage image, byte[] bytes, int start, int length, String query)
            throws Exception {
        assertThat(
                        client.put(
                                        with(image.uri(), query),
                                        Arrays.copyOfRange(bytes, start, start + length),
                                        "Content-Range",
                                        "bytes %d-%d/*".formatted(start, start + length - 1))
                                .statusCode())
                .isEqualTo(200);
    }

    /** Sends a part of the bytes, then as many wrong ones, and leaves. */
    private void cutUpload(TestImage image, byte[] bytes, int start, int length, int sent)
            throws Exception {
        try (RawClient raw = world.connect()) {
            raw.send(put(image, start, length));
            raw.send(Arrays.copyOfRange(bytes, start, start + sent / 2)).sendZeros(sent / 2);
            await().atMost(10, SECONDS).until(() -> !ranges(image).getJsonArray("open").isEmpty());
            raw.cut();
        }
    }

    private void patch(TestImage image, String body) throws Exception {
        assertThat(client.patch(image.uri(), body).statusCode()).isEqualTo(200);
    }

    private JsonObject ranges(TestImage image) throws Exception {
        return TestData.json(told(image)).asJsonObject();
    }

    private String told(TestImage image) throws Exception {
        HttpResponse<String> response = client.get(with(image.uri(), "/ranges"));
        assertThat(response.statusCode()).isEqualTo(200);
        return response.body();
    }

    private void assertRanges(TestImage image, String missing, String unflushed, String flushed)
            throws Exception {
        assertThat(ToldRanges.of(told(image)))
                .isEqualTo(new ToldRanges(missing, unflushed, flushed));
    }
}
