// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.ovirt.imageio.it.ScriptedImage.OK;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.ovirt.imageio.testing.client.RawClient;
import org.ovirt.imageio.testing.scripted.ScriptedConnection;
import org.ovirt.imageio.testing.world.SharedWorld;
import org.ovirt.imageio.testing.world.World;

/**
 * When a relay has ended, its ticket's inactivity timeout (a minute here) has, too. A client that
 * does nothing about its answer has ten seconds then.
 */
@ExtendWith(SharedWorld.class)
class GoodbyeIT {
    private static final long SIZE = 1L << 30;
    private static final Duration CUT_WITHIN = Duration.ofSeconds(20);

    private final World world;

    GoodbyeIT(World world) {
        this.world = world;
    }

    @Test
    void aClientThatDoesNotTakeItsAnswerIsCut() throws Exception {
        // The answers are more than all buffers on the way, the requests are not.
        int many = 12_000;
        try (ScriptedImage image = ScriptedImage.create(world, SIZE);
                RawClient client =
                        RawClient.connect(
                                world.proxy().dataPort(), world.pki().clientContext(), 4096)) {
            image.onRequest(r -> r.readHead().send(OK));
            assertThat(image.get(client).status()).isEqualTo(200);
            client.send(image.head("GET", "Origin: x", "Range: bytes=-1").repeat(many));
            // It goes with the client's.
            ScriptedConnection kept = image.daemon().awaitConnection(0);
            assertThat(kept.awaitPeerClosed(CUT_WITHIN)).isTrue();
        }
    }

    @Test
    void aClientThatDoesNotSendTheRestOfItsUploadIsCut() throws Exception {
        try (ScriptedImage image = ScriptedImage.create(world, SIZE);
                RawClient refused = image.connect();
                RawClient left = image.connect()) {
            image.onRequest(r -> r.readHead().send("HTTP/1.1 507 No\r\nContent-Length: 0\r\n\r\n"));
            refused.send(image.put(SIZE)).sendZeros(1000);
            assertThat(refused.readResponse().status()).isEqualTo(507);
            image.onRequest(r -> r.readHead().cut());
            left.send(image.put(SIZE)).sendZeros(1000);
            assertThat(left.readResponse().status()).isEqualTo(502);
            await().atMost(CUT_WITHIN).until(() -> isCut(refused));
            await().atMost(CUT_WITHIN).until(() -> isCut(left));
        }
    }

    private static boolean isCut(RawClient client) throws IOException {
        try {
            return client.awaitClose() != null;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }
}
