// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.ovirt.imageio.testing.client.RawClient;
import org.ovirt.imageio.testing.client.RawResponse;
import org.ovirt.imageio.testing.daemon.DaemonTicket;
import org.ovirt.imageio.testing.daemon.DaemonTicket.Operation;
import org.ovirt.imageio.testing.pki.LeafSpec;
import org.ovirt.imageio.testing.scripted.ScriptedDaemon;
import org.ovirt.imageio.testing.world.SharedWorld;
import org.ovirt.imageio.testing.world.World;

/** What becomes of a request whose kept connection to the daemon turns out to be gone. */
@ExtendWith(SharedWorld.class)
class RepeatIT {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    private final World world;
    private final String id = UUID.randomUUID().toString();
    private final ScriptedDaemon daemon;

    RepeatIT(World world) throws IOException {
        this.world = world;
        daemon =
                ScriptedDaemon.start(
                        world.pki().serverContext(world.pki().issue(LeafSpec.localhost())));
    }

    @BeforeEach
    void installATicket() throws IOException {
        world.engine()
                .install(
                        DaemonTicket.of(id, Path.of("image"), 1000, Operation.WRITE),
                        daemon.imageUri(id));
    }

    @AfterEach
    void close() throws IOException {
        daemon.close();
    }

    private String put(String more) {
        return "PUT /images/"
                + id
                + " HTTP/1.1\r\nHost: proxy\r\nContent-Length: 4\r\n"
                + more
                + "\r\n";
    }

    @Test
    void anUploadIsSentOnANewConnectionWhileNoByteOfItsBodyWasSent() throws Exception {
        daemon.onRequest(exchange -> exchange.readHead().readBody().send(OK))
                .onRequest(exchange -> exchange.readHead().cut())
                .onRequest(exchange -> exchange.readHead().readBody().send(OK));
        try (RawClient client = world.connect()) {
            assertThat(client.send(put("") + "abcd").readResponse().status()).isEqualTo(200);
            client.send(put("Expect: 100-continue\r\n"));
            assertThat(client.readHead().startLine()).contains(" 100 ");
            for (int request = 0; request < 3; request++) {
                daemon.awaitRequest();
            }
            RawResponse response = client.send("efgh").readResponse();
            assertThat(response.status()).as(response.text()).isEqualTo(200);
        }
        assertThat(daemon.connections()).hasSize(2);
    }

    @Test
    void aCommandIsDoneOnlyWhenTheDaemonSaysThatItIs() throws Exception {
        daemon.onRequest(
                exchange ->
                        exchange.readHead()
                                .readBody()
                                .send("HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n"));
        try (RawClient client = world.connect()) {
            client.send(
                    "PATCH /images/"
                            + id
                            + " HTTP/1.1\r\nHost: proxy\r\nContent-Length: 14\r\n\r\n"
                            + "{\"op\":\"flush\"}");
            assertThat(client.readResponse().status()).isEqualTo(502);
        }
    }
}
