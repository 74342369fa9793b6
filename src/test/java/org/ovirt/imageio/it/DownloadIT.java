// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ovirt.imageio.it.TestData.with;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
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

/** {@code GET} of an image, whole and in ranges. */
@ExtendWith(SharedWorld.class)
class DownloadIT {
    private static final int SIZE = 10_000;

    private final World world;
    private final ImageClient client;
    private final byte[] bytes = TestData.bytes(SIZE);

    DownloadIT(World world) {
        this.world = world;
        client = new ImageClient(world);
    }

    @Test
    void aWholeImageComesAsAnAttachmentOfKnownLength() throws Exception {
        HttpResponse<byte[]> response = client.download(image().uri());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(bytes);
        assertThat(response.headers().map())
                .containsEntry("content-length", List.of("10000"))
                .containsEntry("content-type", List.of("application/octet-stream"))
                .containsEntry("content-disposition", List.of("attachment"))
                .doesNotContainKeys("content-range", "content-encoding", "transfer-encoding");
    }

    @Test
    void anEmptyImageIsEmpty() throws Exception {
        HttpResponse<byte[]> response = client.download(world.newImage(0, Operation.READ).uri());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Length")).hasValue("0");
        assertThat(response.body()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0-0, 0, 0",
        "9999-9999, 9999, 9999",
        "0-9999, 0, 9999",
        "4095-4096, 4095, 4096",
        "0-, 0, 9999",
        "9999-, 9999, 9999",
        "1234-, 1234, 9999",
        "00001-0000000000000000010, 1, 10"
    })
    void aRangeIsExactlyTheBytesItNames(String range, int first, int last) throws Exception {
        HttpResponse<byte[]> response = client.download(image().uri(), "Range", "bytes=" + range);
        assertThat(response.statusCode()).isEqualTo(206);
        assertThat(response.headers().firstValue("Content-Range"))
                .hasValue("bytes %d-%d/%d".formatted(first, last, SIZE));
        assertThat(response.headers().firstValueAsLong("Content-Length"))
                .hasValue(last - first + 1);
        assertThat(response.headers().firstValue("Content-Type"))
                .hasValue("application/octet-stream");
        assertThat(response.body()).isEqualTo(Arrays.copyOfRange(bytes, first, last + 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10000-",
                "0-10000",
                "9999-10000",
                "10000-10000",
                "9223372036854775807-",
                "0-9223372036854775807"
            })
    void aRangeOutsideOfTheImageIsRefusedWithItsSize(String range) throws Exception {
        TestImage image = image();
        HttpResponse<String> response = client.get(image.uri(), "Range", "bytes=" + range);
        assertThat(response.statusCode()).isEqualTo(416);
        assertThat(response.headers().firstValue("Content-Range")).hasValue("bytes */10000");
        assertThat(world.daemon().requests(image.id())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bytes=-1",
                "bytes=-",
                "bytes=5-4",
                "bytes=0-1,3-4",
                "bytes=0-1, 3-4",
                "bytes=--1",
                "bytes=-1-2",
                "bytes=+1-2",
                "bytes=a-b",
                "bytes=0x0-1",
                "bytes= 0-1",
                "bytes=0 -1",
                "bytes =0-1",
                "bytes=0-1;",
                "bytes",
                "0-1",
                "items=0-1",
                "bytes=9223372036854775808-",
                "bytes=0-18446744073709551616",
                "bytes=00000000000000000000000000000000-1"
            })
    void aRangeThatIsNotUnderstoodIsRefusedAndNotIgnored(String range) throws Exception {
        TestImage image = image();
        HttpResponse<String> response = client.get(image.uri(), "Range", range);
        assertThat(response.statusCode()).isEqualTo(416);
        assertThat(world.daemon().requests(image.id())).isEmpty();
    }

    @Test
    void aThousandRangesAreRefused() throws Exception {
        TestImage image = image();
        String ranges = "bytes=" + "0-1,".repeat(999) + "0-1";
        assertThat(client.get(image.uri(), "Range", ranges).statusCode()).isEqualTo(416);
        assertThat(world.daemon().requests(image.id())).isEmpty();
    }

    @Test
    void twoRangeFieldsAreRefused() throws Exception {
        TestImage image = image();
        HttpResponse<String> response =
                client.get(image.uri(), "Range", "bytes=0-1", "Range", "bytes=2-3");
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(world.daemon().requests(image.id())).isEmpty();
    }

    @Test
    void aDownloadHasNoBody() throws Exception {
        TestImage image = image();
        try (RawClient raw = world.connect()) {
            raw.send(RequestText.head("GET", image.uri(), "Content-Length: 3") + "abc");
            assertThat(raw.readResponse().status()).isEqualTo(400);
        }
        assertThat(world.daemon().requests(image.id())).isEmpty();
    }

    @Test
    void aSmallerTicketBoundsALargerImage() throws Exception {
        TestImage image = world.newImage(4096, Operation.READ);
        Files.write(image.file(), bytes);
        HttpResponse<byte[]> response = client.download(image.uri());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(Arrays.copyOf(bytes, 4096));
        assertThat(client.get(image.uri(), "Range", "bytes=4095-4096").statusCode()).isEqualTo(416);
    }

    @Test
    void theDaemonRefusesWhatALargerTicketAllows() throws Exception {
        TestImage image = world.newImage(SIZE, Operation.READ);
        Files.write(image.file(), TestData.bytes(4096));
        HttpResponse<String> response = client.get(image.uri(), "Range", "bytes=0-4096");
        assertThat(response.statusCode()).isEqualTo(416);
        assertThat(response.headers().firstValue("Content-Range")).hasValue("bytes */4096");
        assertThat(client.get(image.uri(), "Range", "bytes=0-").headers().map())
                .containsEntry("content-length", List.of("4096"));
    }

    @Test
    void theLastDownloadClosesTheConnectionsOnBothSides() throws Exception {
        TestImage image = image();
        try (RawClient raw = world.connect()) {
            raw.send(RequestText.head("GET", with(image.uri(), "?close=y")));
            RawResponse response = raw.readResponse();
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.header("Connection")).isEqualToIgnoringCase("close");
            assertThat(response.body()).isEqualTo(bytes);
            assertThat(raw.awaitClose()).isEqualTo(PeerClose.CLOSED);
        }
        assertThat(world.daemon().requests(image.id()))
                .extracting(SeenRequest::target)
                .containsExactly("/images/" + image.id() + "?close=y");
        ConnectionReuseIT.awaitNoConnection(world, image);
    }

    private TestImage image() throws Exception {
        TestImage image = world.newImage(SIZE, Operation.READ);
        Files.write(image.file(), bytes);
        return image;
    }
}
