// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ovirt.imageio.it.ScriptedImage.ok;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.ovirt.imageio.testing.client.RawClient;
import org.ovirt.imageio.testing.client.RawResponse;
import org.ovirt.imageio.testing.client.RawResponse.Ending;
import org.ovirt.imageio.testing.world.SharedWorld;
import org.ovirt.imageio.testing.world.World;

/** A daemon that stalls inside of a TLS record, whose first half is nothing that can be read. */
@ExtendWith(SharedWorld.class)
class HalfRecordIT {
    private static final int LENGTH = 1_000_000;
    private static final Duration RELEASED_WITHIN = Duration.ofSeconds(2);

    /** The daemon's read timeout is two seconds, looked at twice a second. */
    private static final Duration CUT_WITHIN = Duration.ofSeconds(5);

    private final World world;

    HalfRecordIT(World world) {
        this.world = world;
    }

    @Test
    void halfOfAHeadIsAGatewayTimeout() throws Exception {
        try (ScriptedImage image = ScriptedImage.create(world, LENGTH);
                RawClient client = image.connect()) {
            image.onRequest(r -> r.readHead().sendHalfRecord(ok(LENGTH)).awaitPeerClose());
            RawResponse response = image.get(client);
            assertThat(response.status()).isEqualTo(504);
            assertThat(response.text()).contains("daemon-stalled");
            assertThat(image.daemon().awaitConnection(0).awaitPeerClosed(RELEASED_WITHIN)).isTrue();
        }
    }

    @Test
    void halfOfABodysRecordLeavesABrokenTransferAndTheProxyAtRest() throws Exception {
        CountDownLatch stalled = new CountDownLatch(1);
        try (ScriptedImage image = ScriptedImage.create(world, LENGTH);
                RawClient client = image.connect()) {
            image.onRequest(
                    r ->
                            r.readHead()
                                    .send(ok(LENGTH))
                                    .sendZeros(1000)
                                    .sendHalfRecord("more of the body")
                                    .signal(stalled)
                                    .awaitPeerClose());
            client.send(image.head("GET"));
            assertThat(stalled.await(10, TimeUnit.SECONDS)).isTrue();
            Duration cpuBefore = world.proxy().ioThreadsCpu();
            long start = System.nanoTime();
            boolean released = image.daemon().awaitConnection(0).awaitPeerClosed(CUT_WITHIN);
            Duration stall = Duration.ofNanos(System.nanoTime() - start);
            assertThat(world.proxy().ioThreadsCpu().minus(cpuBefore))
                    .isLessThan(stall.dividedBy(2));
            assertThat(released).isTrue();
            assertThat(stall).isGreaterThan(Duration.ofSeconds(1));
            RawResponse response = client.readResponse();
            assertThat(response.ending()).isEqualTo(Ending.TRUNCATED);
            assertThat(response.body()).hasSize(1000);
        }
    }
}
