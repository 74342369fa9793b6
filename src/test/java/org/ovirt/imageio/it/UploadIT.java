// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ovirt.imageio.it.TestData.with;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ovirt.imageio.testing.client.RawClient;
import org.ovirt.imageio.testing.client.RawClient.PeerClose;
import org.ovirt.imageio.testing.client.RawResponse;
import org.ovirt.imageio.testing.daemon.DaemonTicket.Operation;
import org.ovirt.imageio.testing.daemon.SeenRequest;
import org.ovirt.imageio.testing.world.SharedWorld;
import org.ovirt.imageio.testing.world.World;
import org.ovirt.imageio.testing.world.World.TestImage;

/** {@code PUT} of an image, whole and in ranges. */
@ExtendWith(SharedWorld.class)
class UploadIT {
    private static final int SIZE = 16_384;
    private static final int LENGTH = 4096;

    private final World world;
    private final ImageClient client;
    private final byte[] bytes = TestData.bytes(LENGTH);

    UploadIT(World world) {
        this.world = world;
        client = new ImageClient(world);
    }

    @Test
    void withoutARangeTheFirstBytesAreWritten() throws Exception {
        TestImage image = image();
        HttpResponse<String> response = client.put(image.uri(), bytes);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Length")).hasValue("0");
        assertThat(Files.readAllBytes(image.file())).isEqualTo(imageWith(0));
        SeenRequest seen = onlyRequest(image);
        assertThat(seen.target()).isEqualTo("/images/" + image.id());
        assertThat(seen.headers().firstValue("Content-Length")).hasValue("4096");
        assertThat(seen.headers().firstValue("Content-Range")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0, bytes 0-4095/*",
        "4096, bytes 4096-8191/*",
        "4096, bytes 4096-8191/16384",
        "4096, bytes 4096-8191/8192",
        "12288, bytes 12288-16383/16384",
        "1, bytes 1-*/*",
        "1, bytes 1-*/16384"
    })
    void theBytesGoWhereTheRangeSays(int offset, String range) throws Exception {
        TestImage image = image();
        HttpResponse<String> response = client.put(image.uri(), bytes, "Content-Range", range);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(Files.readAllBytes(image.file())).isEqualTo(imageWith(offset));
        assertThat(onlyRequest(image).headers().firstValue("Content-Range"))
                .hasValue("bytes %d-%d/*".formatted(offset, offset + LENGTH - 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bytes */16384",
                "bytes */*",
                "bytes -4096/*",
                "bytes 0-4095",
                "bytes 0-/*",
                "bytes 0-4095/",
                "bytes 0-4094/*",
                "bytes 0-4096/*",
                "bytes 4095-0/*",
                "bytes 0-4095/4095",
                "bytes=0-4095/*",
                "bytes 0 - 4095/*",
                "bytes +0-4095/*",
                "bytes 0x0-4095/*",
                "0-4095/*",
                "items 0-4095/*",
                "bytes 9223372036854775808-9223372036854779903/*",
                "bytes 0-18446744073709551616/*",
                "bytes 0-4095/*, bytes 0-4095/*",
                "nonsense"
            })
    void aRangeThatContradictsItselfOrTheBodyIsRefused(String range) throws Exception {
        TestImage image = image();
        HttpResponse<String> response = client.put(image.uri(), bytes, "Content-Range", range);
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("Content-Range");
        assertThat(world.daemon().requests(image.id())).isEmpty();
    }

    @Test
    void twoRangeFieldsAreRefused() throws Exception {
        TestImage image = image();
        HttpResponse<String> response =
                client.put(
                        image.uri(),
                        bytes,
                        "Content-Range",
                        "bytes 0-4095/*",
                        "Content-Range",
                        "bytes 4096-8191/*");
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(world.daemon().requests(image.id())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bytes 12289-16384/*",
                "bytes 16384-20479/*",
                "bytes 9223372036854771711-9223372036854775806/*",
                "bytes 9223372036854775807-*/*"
            })
    void aRangeOutsideOfTheImageIsRefusedWithItsSize(String range) throws Exception {
        TestImage image = image();
        HttpResponse<String> response = client.put(image.uri(), bytes, "Content-Range", range);
        assertThat(response.statusCode()).isEqualTo(416);
        assertThat(response.headers().firstValue("Content-Range")).hasValue("bytes */16384");
        assertThat(world.daemon().requests(image.id())).isEmpty();
    }

    @Test
    void moreBytesThanTheImageHasAreRefused() throws Exception {
        TestImage image = image();
        HttpResponse<String> response = client.put(image.uri(), new byte[SIZE + 1]);
        assertThat(response.statusCode()).isEqualTo(416);
        assertThat(world.daemon().requests(image.id())).isEmpty();
    }

    @Test
    void aSmallerTicketBoundsALargerImage() throws Exception {
        TestImage image = world.newImage(LENGTH, Operation.WRITE);
        byte[] before = TestData.bytes(SIZE);
        Files.write(image.file(), before);
        assertThat(client.put(image.uri(), bytes, "Content-Range", "bytes 1-4096/*").statusCode())
                .isEqualTo(416);
        assertThat(Files.readAllBytes(image.file())).isEqualTo(before);
    }

    @Test
    void noBytesAreAnUploadToo() throws Exception {
        TestImage image = image();
        try (RawClient raw = world.connect()) {
            raw.send(RequestText.head("PUT", image.uri(), "Content-Length: 0"));
            assertThat(raw.readResponse().status()).isEqualTo(200);
        }
        assertThat(onlyRequest(image).headers().firstValue("Content-Length")).hasValue("0");
    }

    @Test
    void aLengthIsRequired() throws Exception {
        TestImage image = image();
        try (RawClient raw = world.connect()) {
            raw.send(RequestText.head("PUT", image.uri()));
            RawResponse response = raw.readResponse();
            assertThat(response.status()).isEqualTo(400);
            assertThat(response.text()).contains("Content-Length");
        }
        assertThat(world.daemon().requests(image.id())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'', ''",
        "?flush=y, ?flush=y",
        "?flush=n, ?flush=n",
        "?close=y, ?close=y",
        "?close=n, ''",
        "?close=, ''",
        "?flush=n&close=y, ?flush=n&close=y",
        "?close=y&flush=n, ?flush=n&close=y",
        "?flush=y&flush=n, ?flush=n",
        "?unknown=%2F&flush=%6e, ?flush=n",
        "?unknown, ''"
    })
    void theDaemonIsToldToFlushAsTheClientSaid(String query, String forwarded) throws Exception {
        TestImage image = image();
        assertThat(client.put(with(image.uri(), query), bytes).statusCode()).isEqualTo(200);
        assertThat(onlyRequest(image).target()).isEqualTo("/images/" + image.id() + forwarded);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bad", "", "Y", "yes", "y%20", "0", "true"})
    void anUnknownFlushIsRefused(String flush) throws Exception {
        TestImage image = image();
        HttpResponse<String> response = client.put(with(image.uri(), "?flush=" + flush), bytes);
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("'flush'").contains("y, n");
        assertThat(world.daemon().requests(image.id())).isEmpty();
    }

    @Test
    void theLastUploadClosesTheConnectionsOnBothSides() throws Exception {
        TestImage image = image();
        try (RawClient raw = world.connect()) {
            raw.send(RequestText.head("PUT", image.uri(), "Content-Length: 4096")).send(bytes);
            RawResponse first = raw.readResponse();
            assertThat(first.header("Connection")).isNotEqualToIgnoringCase("close");
            assertThat(world.daemon().openConnections(image.id())).isEqualTo(1);

            raw.send(
                            RequestText.head(
                                    "PUT",
                                    with(image.uri(), "?flush=y&close=y"),
                                    "Content-Length: 4096"))
                    .send(bytes);
            RawResponse last = raw.readResponse();
            assertThat(last.status()).isEqualTo(200);
            assertThat(last.header("Connection")).isEqualToIgnoringCase("close");
            assertThat(raw.awaitClose()).isEqualTo(PeerClose.CLOSED);
        }
        ConnectionReuseIT.awaitNoConnection(world, image);
    }

    private TestImage image() throws Exception {
        return world.newImage(SIZE, Operation.WRITE);
    }

    private SeenRequest onlyRequest(TestImage image) {
        assertThat(world.daemon().requests(image.id())).hasSize(1);
        return world.daemon().requests(image.id()).get(0);
    }

    private byte[] imageWith(int offset) {
        byte[] image = new byte[SIZE];
        System.arraycopy(bytes, 0, image, offset, LENGTH);
        return image;
    }
}
