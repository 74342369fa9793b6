// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Random;
import org.ovirt.imageio.testing.client.RawClient;
import org.ovirt.imageio.testing.client.RawResponse;
import org.ovirt.imageio.testing.daemon.DaemonTicket.Operation;
import org.ovirt.imageio.testing.world.World;
import org.ovirt.imageio.testing.world.World.TestImage;

/**
 * Moves an image up and down again on one connection to a proxy that changes its keys with every
 * MiB. How often client and daemon do, with every 4 MiB for instance, is for their JVM, this one.
 */
final class KeyUpdateTransfers {
    private static final int SIZE = 64 << 20;
    private static final int ROUNDS = 2;

    private KeyUpdateTransfers() {}

    /** Ends with an exception if an image is not what was sent. */
    public static void main(String[] arguments) throws IOException {
        try (World world = World.start(proxy -> proxy.property("imageio.tls.key-limit", "1"));
                RawClient client = world.connect()) {
            TestImage image = world.newImage(SIZE, Operation.READ, Operation.WRITE);
            byte[] bytes = new byte[SIZE];
            Random random = new Random(SIZE);
            for (int i = 0; i < ROUNDS; i++) {
                random.nextBytes(bytes);
                upload(client, image, bytes);
                download(client, image, bytes);
            }
            assertThat(world.daemon().acceptedConnections()).isOne();
        }
    }

    private static void upload(RawClient client, TestImage image, byte[] bytes) throws IOException {
        client.send(head("PUT", image) + "Content-Length: " + SIZE + "\r\n\r\n").send(bytes);
        assertThat(client.readResponse().status()).isEqualTo(200);
        assertThat(Arrays.mismatch(Files.readAllBytes(image.file()), bytes)).isNegative();
    }

    private static void download(RawClient client, TestImage image, byte[] bytes)
            throws IOException {
        client.send(head("GET", image) + "\r\n");
        RawResponse response = client.readResponse();
        assertThat(response.status()).isEqualTo(200);
        assertThat(Arrays.mismatch(response.body(), bytes)).isNegative();
    }

    private static String head(String method, TestImage image) {
        return method + " " + image.uri().getPath() + " HTTP/1.1\r\nHost: localhost\r\n";
    }
}
