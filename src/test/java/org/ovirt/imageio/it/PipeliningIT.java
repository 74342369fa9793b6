// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.ovirt.imageio.it.ScriptedImage.ok;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.ovirt.imageio.testing.client.RawClient;
import org.ovirt.imageio.testing.client.RawResponse;
import org.ovirt.imageio.testing.scripted.Exchange;
import org.ovirt.imageio.testing.world.SharedWorld;
import org.ovirt.imageio.testing.world.World;

/**
 * Requests that come while the first one's daemon stalls. The proxy watches such a client once a
 * second by reading ahead, so that it notices when the client leaves.
 */
@ExtendWith(SharedWorld.class)
class PipeliningIT {
    private static final Duration READ_AHEAD_WITHIN = Duration.ofSeconds(5);

    /** Long enough for two looks of the watchdog that see nothing move. */
    private static final long LOOKED_AFTER_MILLIS = 2000;

    private final World world;
    private final CountDownLatch worked = new CountDownLatch(1);
    private ScriptedImage image;
    private RawClient client;

    PipeliningIT(World world) {
        this.world = world;
    }

    @BeforeEach
    void stallTheFirstRequest() throws Exception {
        image = ScriptedImage.create(world, 1 << 20);
        client = image.connect();
        image.onRequest(r -> r.readHead().await(worked).send(ok("worked")));
        image.daemon().onEveryOtherRequest(PipeliningIT::doWhatIsAsked);
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        image.close();
    }

    @Test
    void requestsThatAreReadAheadAreAnsweredInTheirOrder() throws Exception {
        client.send(stalling());
        image.daemon().awaitRequest();
        client.send(range(1));
        awaitReadAhead();
        client.send(range(2));
        letTheProxyLook();
        worked.countDown();
        assertAnswered("worked", "1", "2");
    }

    @Test
    void aRequestThatIsReadAheadInPartsIsWhole() throws Exception {
        String next = range(1);
        client.send(stalling());
        image.daemon().awaitRequest();
        client.send(next.substring(0, 10));
        awaitReadAhead();
        client.send(next.substring(10, 20));
        letTheProxyLook();
        worked.countDown();
        assertAnswered("worked");
        client.send(next.substring(20));
        assertAnswered("1");
    }

    @Test
    void anUploadThatIsReadAheadInPartsIsWhole() throws Exception {
        client.send(stalling());
        image.daemon().awaitRequest();
        client.send(image.put(8) + "some");
        awaitReadAhead();
        client.send("body" + range(1));
        letTheProxyLook();
        worked.countDown();
        assertAnswered("worked", "", "1");
    }

    /** A checksum, since a daemon may take long for one. */
    private String stalling() {
        return image.headOf("GET", "/checksum");
    }

    private String range(int offset) {
        return image.head("GET", "Range: bytes=" + offset + "-" + offset);
    }

    /** A byte of the image is the last digit of its offset. */
    private static void doWhatIsAsked(Exchange exchange) throws IOException {
        exchange.readHead();
        if (exchange.head().startLine().startsWith("PUT ")) {
            exchange.readText(body -> assertThat(body).isEqualTo("somebody")).send(ok(""));
            return;
        }
        String range = exchange.head().headers().firstValue("Range").orElseThrow();
        exchange.send(
                "HTTP/1.1 206 Partial\r\nContent-Range: %s/*\r\nContent-Length: 1\r\n\r\n%s"
                        .formatted(range.replace('=', ' '), range.charAt(range.length() - 1)));
    }

    private void awaitReadAhead() {
        await().atMost(READ_AHEAD_WITHIN)
                .until(() -> world.proxy().unreadBytes(client.port()) == 0);
    }

    private void letTheProxyLook() throws InterruptedException {
        assertThat(worked.await(LOOKED_AFTER_MILLIS, TimeUnit.MILLISECONDS)).isFalse();
    }

    private void assertAnswered(String... texts) throws IOException {
        for (String text : texts) {
            RawResponse response = client.readResponse();
            assertThat(response.status()).isIn(200, 206);
            assertThat(response.text()).isEqualTo(text);
        }
    }
}
