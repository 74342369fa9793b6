// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.it;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ovirt.imageio.testing.client.RawClient;
import org.ovirt.imageio.testing.client.RawClient.PeerClose;
import org.ovirt.imageio.testing.client.RawResponse;
import org.ovirt.imageio.testing.daemon.DaemonTicket.Operation;
import org.ovirt.imageio.testing.http.MessageHead;
import org.ovirt.imageio.testing.scripted.ScriptedDaemon;
import org.ovirt.imageio.testing.world.SharedWorld;
import org.ovirt.imageio.testing.world.World;

/** The largest image there can be: 2^63 - 1 bytes. */
@ExtendWith(SharedWorld.class)
class HugeImageIT {
    private static final String SIZE = "9223372036854775807";
    private static final String LAST = "9223372036854775806";
    private static final String NEAR_END = "9223372036854775797";
    private static final String TWO_EXBIBYTES = "2305843009213693951";
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    private static final String LAST_TEN_BYTES =
            "HTTP/1.1 206 Partial Content\r\nContent-Length: 10\r\nContent-Range: bytes "
                    + NEAR_END
                    + "-"
                    + LAST
                    + "/"
                    + SIZE
                    + "\r\n\r\n0123456789";

    private final World world;
    private final ImageClient client;
    private final ScriptedDaemon daemon;
    private final String id = UUID.randomUUID().toString();

    HugeImageIT(World world) throws IOException {
        this.world = world;
        client = new ImageClient(world);
        daemon = ScriptedImages.daemon(world);
    }

    @AfterEach
    void stopDaemon() throws IOException {
        daemon.close();
    }

    @Test
    void itsLastBytesCanBeRead() throws Exception {
        daemon.onRequest(r -> r.readHead().send(LAST_TEN_BYTES));
        HttpResponse<String> response =
                client.get(image(Operation.READ), "Range", "bytes=" + NEAR_END + "-" + LAST);
        lastTenBytes(response);
        assertThat(daemon.awaitRequest().headers().firstValue("Range"))
                .hasValue("bytes=" + NEAR_END + "-" + LAST);
        await().atMost(5, SECONDS).until(() -> transferred() == 10);
    }

    @Test
    void itCanBeReadToItsEnd() throws Exception {
        daemon.onRequest(r -> r.readHead().send(LAST_TEN_BYTES));
        lastTenBytes(client.get(image(Operation.READ), "Range", "bytes=" + NEAR_END + "-"));
    }

    @Test
    void itsLengthIsToldInFull() throws Exception {
        daemon.onRequest(
                r ->
                        r.readHead()
                                .send("HTTP/1.1 200 OK\r\nContent-Length: " + SIZE + "\r\n\r\nabc")
                                .stall());
        try (RawClient raw = world.connect()) {
            MessageHead head = raw.send(RequestText.head("GET", image(Operation.READ))).readHead();
            assertThat(head.headers().firstValue("Content-Length")).hasValue(SIZE);
            assertThat(raw.readBytes(3)).containsExactly('a', 'b', 'c');
        }
    }

    @Test
    void nothingIsBehindItsEnd() throws Exception {
        URI image = image(Operation.WRITE);
        HttpResponse<String> read = client.get(image, "Range", "bytes=" + SIZE + "-");
        assertThat(read.statusCode()).isEqualTo(416);
        assertThat(read.headers().firstValue("Content-Range")).hasValue("bytes */" + SIZE);
        assertThat(
                        client.put(
                                        image,
                                        new byte[11],
                                        "Content-Range",
                                        "bytes " + NEAR_END + "-*/*")
                                .statusCode())
                .isEqualTo(416);
        assertThat(client.patch(image, zero("1", SIZE)).statusCode()).isEqualTo(416);
        assertThat(daemon.connections()).isEmpty();
    }

    @Test
    void aRefusalByTheDaemonTellsASizeOfNineteenDigits() throws Exception {
        daemon.onRequest(
                r ->
                        r.readHead()
                                .send(
                                        "HTTP/1.1 416 No\r\nContent-Length: 0\r\nContent-Range:"
                                                + " bytes */"
                                                + LAST
                                                + "\r\n\r\n"));
        HttpResponse<String> response =
                client.get(image(Operation.READ), "Range", "bytes=0-" + LAST);
        assertThat(response.statusCode()).isEqualTo(416);
        assertThat(response.headers().firstValue("Content-Range")).hasValue("bytes */" + LAST);
    }

    @Test
    void itsLastBytesCanBeWritten() throws Exception {
        daemon.onRequest(r -> r.readHead().readBody().send(OK));
        HttpResponse<String> response =
                client.put(
                        image(Operation.WRITE),
                        new byte[10],
                        "Content-Range",
                        "bytes " + NEAR_END + "-" + LAST + "/" + SIZE);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(daemon.awaitRequest().headers().firstValue("Content-Range"))
                .hasValue("bytes " + NEAR_END + "-" + LAST + "/*");
        assertThat(transferred()).isEqualTo(10);
    }

    @Test
    void anUploadOfTwoExbibytesCanBegin() throws Exception {
        daemon.onRequest(r -> r.readHead().readBody(1 << 20).stall());
        try (RawClient raw = world.connect()) {
            raw.send(put(TWO_EXBIBYTES)).sendZeros(1 << 20);
            assertThat(daemon.awaitRequest().headers().firstValue("Content-Length"))
                    .hasValue(TWO_EXBIBYTES);
            await().atMost(5, SECONDS).until(() -> transferred() == 1 << 20);
        }
    }

    /** Undertow keeps flags in the upper bits of its count of a body's bytes. */
    @ParameterizedTest
    @ValueSource(strings = {"2305843009213693952", "4611686018427387909", SIZE})
    void aLongerUploadThanTheServerCanCountIsRefused(String length) throws Exception {
        try (RawClient raw = world.connect()) {
            raw.send(put(length));
            RawResponse response = raw.readResponse();
            assertThat(response.status()).isEqualTo(400);
            assertThat(response.header("Connection")).isEqualToIgnoringCase("close");
            assertThat(raw.awaitClose()).isEqualTo(PeerClose.CLOSED);
        }
        assertThat(daemon.connections()).isEmpty();
    }

    @Test
    void allOfItCanBeZeroed() throws Exception {
        daemon.onRequest(r -> r.readHead().readBody().send(OK));
        HttpResponse<String> response = client.patch(image(Operation.WRITE), zero("0", SIZE));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(transferred()).isEqualTo(Long.MAX_VALUE);
    }

    private String put(String length) throws IOException {
        return RequestText.head("PUT", image(Operation.WRITE), "Content-Length: " + length);
    }

    private static void lastTenBytes(HttpResponse<String> response) {
        assertThat(response.statusCode()).isEqualTo(206);
        assertThat(response.headers().firstValue("Content-Range"))
                .hasValue("bytes " + NEAR_END + "-" + LAST + "/" + SIZE);
        assertThat(response.body()).isEqualTo("0123456789");
    }

    private static String zero(String offset, String size) {
        return "{\"op\": \"zero\", \"offset\": " + offset + ", \"size\": " + size + "}";
    }

    private URI image(Operation operation) throws IOException {
        return ScriptedImages.install(world, daemon, id, Long.MAX_VALUE, operation);
    }

    private long transferred() throws IOException {
        return world.engine().status(id).getJsonNumber("transferred").longValueExact();
    }
}
