// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import org.ovirt.imageio.testing.client.RawClient;
import org.ovirt.imageio.testing.client.RawClient.PeerClose;
import org.ovirt.imageio.testing.client.RawResponse;
import org.ovirt.imageio.testing.daemon.DaemonTicket.Operation;
import org.ovirt.imageio.testing.world.World;
import org.ovirt.imageio.testing.world.World.TestImage;

/** What a node answers that has a ticket and is asked to stop. */
final class StoppingNode {
    private static final int SIZE = 4096;

    private final World world;
    private final ImageClient client;
    private final TestImage image;
    private final TestImage removable;

    StoppingNode(World world) throws IOException {
        this.world = world;
        client = new ImageClient(world);
        image = world.newImage(SIZE, Operation.READ);
        removable = world.newImage(SIZE, Operation.READ);
    }

    HttpResponse<String> health(String what) throws Exception {
        return client.get(world.proxy().baseUri().resolve("/health/" + what));
    }

    boolean isReady() throws Exception {
        return health("ready").statusCode() == 200;
    }

    int imageStatus() throws Exception {
        return client.get(image.uri()).statusCode();
    }

    /** Waits until nothing new is taken, and checks what is told then. */
    void assertRefusing() throws Exception {
        await().until(() -> imageStatus() == 503);
        HttpResponse<String> ready = health("ready");
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(ready.headers().firstValue("Retry-After")).hasValue("5");
        assertThat(ready.body()).isEqualTo("This node is stopping.\n");
        assertThat(health("live").statusCode()).isEqualTo(200);
        for (String path : new String[] {image.uri().getPath(), "/info/", "/nowhere"}) {
            assertRefused(path);
        }
        assertThat(world.engine().put(image.id(), "{}").statusCode()).isEqualTo(503);
        assertThat(world.engine().patch(image.id(), "{}").statusCode()).isEqualTo(503);
        assertThat(world.engine().get(image.id()).statusCode()).isEqualTo(200);
        assertThat(world.engine().delete(removable.id()).statusCode()).isEqualTo(204);
        assertThat(world.engine().get(removable.id()).statusCode()).isEqualTo(404);
    }

    private void assertRefused(String path) throws IOException {
        try (RawClient raw = world.connect()) {
            raw.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nOrigin: https://x\r\n\r\n");
            RawResponse refused = raw.readResponse();
            assertThat(refused.status()).as(path).isEqualTo(503);
            assertThat(refused.header("Retry-After")).isEqualTo("5");
            assertThat(refused.header("Connection")).isEqualTo("close");
            assertThat(refused.header("Access-Control-Allow-Origin")).isNotEmpty();
            assertThat(refused.text()).contains("stopping").contains("retry");
            assertThat(raw.awaitClose()).isEqualTo(PeerClose.CLOSED);
        }
    }
}
