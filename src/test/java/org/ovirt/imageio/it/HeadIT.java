// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ovirt.imageio.it.TestData.with;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.ovirt.imageio.testing.client.RawClient;
import org.ovirt.imageio.testing.client.RawResponse;
import org.ovirt.imageio.testing.daemon.DaemonTicket.Operation;
import org.ovirt.imageio.testing.world.SharedWorld;
import org.ovirt.imageio.testing.world.World;
import org.ovirt.imageio.testing.world.World.TestImage;

/** {@code HEAD}: the head of the answer that a {@code GET} would have. */
@ExtendWith(SharedWorld.class)
class HeadIT {
    private static final int SIZE = 10_000;

    private final World world;

    HeadIT(World world) {
        this.world = world;
    }

    @Test
    void theHeadOfAnImageTellsItsSize() throws Exception {
        TestImage image = image();
        RawResponse head = headAndGetAgree(image.uri());
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("Content-Length")).isEqualTo("10000");
    }

    @Test
    void theHeadOfARangeTellsTheRange() throws Exception {
        TestImage image = image();
        RawResponse head = headAndGetAgree(image.uri(), "Range: bytes=10-19");
        assertThat(head.status()).isEqualTo(206);
        assertThat(head.header("Content-Length")).isEqualTo("10");
        assertThat(head.header("Content-Range")).isEqualTo("bytes 10-19/10000");
    }

    @Test
    void theHeadOfExtentsTellsTheirLength() throws Exception {
        TestImage image = image();
        RawResponse head = headAndGetAgree(with(image.uri(), "/extents"));
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("Content-Type")).isEqualTo("application/json");
    }

    @Test
    void theHeadOfRangesTellsTheirLength() throws Exception {
        TestImage image = image();
        RawResponse head = headAndGetAgree(with(image.uri(), "/ranges"));
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("Content-Type")).isEqualTo("application/json");
        assertThat(world.daemon().requests(image.id())).isEmpty();
    }

    @Test
    void theHeadOfARefusalIsThatOfTheRefusal() throws Exception {
        TestImage image = image();
        RawResponse head = headAndGetAgree(image.uri(), "Range: bytes=10000-");
        assertThat(head.status()).isEqualTo(416);
        assertThat(head.header("Content-Range")).isEqualTo("bytes */10000");
    }

    @Test
    void theHeadOfTheInformationIsThatOfTheInformation() throws Exception {
        RawResponse head = headAndGetAgree(world.proxy().baseUri().resolve("/info/"));
        assertThat(head.status()).isEqualTo(200);
    }

    /** Both on one connection: a byte too many after the head would be the next answer's. */
    private RawResponse headAndGetAgree(URI uri, String... fields) throws IOException {
        try (RawClient raw = world.connect()) {
            RawResponse head =
                    raw.send(RequestText.head("HEAD", uri, fields)).readResponseWithoutBody();
            RawResponse get = raw.send(RequestText.head("GET", uri, fields)).readResponse();
            assertThat(head.status()).isEqualTo(get.status());
            assertThat(headers(head)).isEqualTo(headers(get));
            assertThat(head.header("Content-Length"))
                    .isEqualTo(Integer.toString(get.body().length));
            return head;
        }
    }

    private static Map<String, List<String>> headers(RawResponse response) {
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(response.headers().map());
        headers.remove("Date");
        return headers;
    }

    private TestImage image() throws IOException {
        return world.newImage(SIZE, Operation.READ);
    }
}
