// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.it;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.ovirt.imageio.testing.client.RawClient;
import org.ovirt.imageio.testing.client.RawResponse;
import org.ovirt.imageio.testing.client.RawResponse.Ending;
import org.ovirt.imageio.testing.daemon.DaemonTicket.Operation;
import org.ovirt.imageio.testing.token.TokenIssuer;
import org.ovirt.imageio.testing.world.StrictClockWorld;
import org.ovirt.imageio.testing.world.World;
import org.ovirt.imageio.testing.world.World.TestImage;

/** What becomes of a session, and of what runs, when its token expires. */
@ExtendWith(StrictClockWorld.class)
class SessionExpiryIT {
    private static final int LARGE = 64 << 20;
    private static final int SMALL_WINDOW = 16 * 1024;

    private final World world;
    private final ImageClient client;
    private final SessionClient sessions;

    SessionExpiryIT(World world) {
        this.world = world;
        client = new ImageClient(world);
        sessions = new SessionClient(world);
    }

    @Test
    void aSessionThatIsNotUsedEndsWithItsToken() throws Exception {
        TestImage image = world.newImageOnDaemon(4096, Operation.READ);
        String bearer = shortToken(image);
        String id = SessionClient.idOf(sessions.post("Authorization", bearer));
        awaitExpiry(image, bearer);
        // Both are counted from the same moment, by clocks that need not tick together.
        await().pollInterval(3, SECONDS)
                .pollDelay(1, SECONDS)
                .until(() -> client.get(image.uri(), "Session-Id", id).statusCode() == 401);
    }

    @Test
    void whatRunsGoesOnAndItsSessionWithIt() throws Exception {
        TestImage image = world.newImageOnDaemon(LARGE, Operation.READ);
        String bearer = shortToken(image);
        String id = SessionClient.idOf(sessions.post("Authorization", bearer));
        try (RawClient raw =
                RawClient.connect(
                        world.proxy().dataPort(), world.pki().clientContext(), SMALL_WINDOW)) {
            raw.send(RequestText.head("GET", image.uri(), "Session-Id: " + id));
            awaitExpiry(image, bearer);
            RawResponse response = raw.readResponse();
            assertThat(response.ending()).isEqualTo(Ending.COMPLETE);
            assertThat(response.body()).hasSize(LARGE);
        }
        assertThat(client.options(image.uri(), "Session-Id", id).statusCode()).isEqualTo(200);
    }

    private void awaitExpiry(TestImage image, String bearer) {
        await().atMost(20, SECONDS)
                .until(
                        () ->
                                client.options(image.uri(), "Authorization", bearer).statusCode()
                                        == 401);
    }

    private String shortToken(TestImage image) {
        return "Bearer "
                + world.issuer()
                        .jwt(
                                TokenIssuer.claims(image.id(), world.daemonUri())
                                        .add("exp", Instant.now().getEpochSecond() + 2)
                                        .build());
    }
}
