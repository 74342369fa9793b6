// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.it;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ovirt.imageio.testing.client.RawClient;
import org.ovirt.imageio.testing.client.RawClient.PeerClose;
import org.ovirt.imageio.testing.client.RawResponse;
import org.ovirt.imageio.testing.world.EraBWorld;
import org.ovirt.imageio.testing.world.World;

/** Clients that announce a body and do not send it, where small requests are served. */
@ExtendWith(EraBWorld.class)
class SlowBodyIT {
    /** More than the server has threads that parse and authorise. */
    private static final int MANY = 40;

    private final World world;

    SlowBodyIT(World world) {
        this.world = world;
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /info/, 1",
        "POST, /sessions/, 1",
        "DELETE, /sessions/x, 1",
        "OPTIONS, /sessions/, 1",
        "PUT, /tickets/, 100",
        "PUT, /tickets/, 20000",
        "DELETE, /tickets/x, 1",
        "GET, /unknown, 1"
    })
    @Timeout(60)
    void keepNobodyElseWaiting(String method, String path, int length) throws Exception {
        List<RawClient> slow = new ArrayList<>();
        try {
            for (int i = 0; i < MANY; i++) {
                RawClient client = world.connect();
                slow.add(client);
                client.send(
                        "%s %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n"
                                .formatted(method, path, length));
            }
            try (RawClient other = world.connect()) {
                other.send("GET /info/ HTTP/1.1\r\nHost: localhost\r\n\r\n");
                assertThat(other.readResponse().status()).isEqualTo(200);
            }
        } finally {
            for (RawClient client : slow) {
                client.close();
            }
        }
    }

    @Test
    @Timeout(value = 40, unit = SECONDS)
    void areCutAfterAWhile() throws Exception {
        try (RawClient client = world.connect()) {
            client.send(
                    "PUT /tickets/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nhalf");
            assertThat(client.awaitClose()).isEqualTo(PeerClose.CLOSED);
        }
    }

    @Test
    void areServedWhenTheBodyComesInPieces() throws Exception {
        try (RawClient client = world.connect()) {
            client.send("PUT /tickets/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 8\r\n\r\n");
            client.send("ha");
            client.send("lf a t");
            RawResponse response = client.readResponse();
            assertThat(response.status()).isEqualTo(403);
            assertThat(response.text()).startsWith("Error verifying signed ticket");
        }
    }
}
