// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.ovirt.imageio.testing.daemon.DaemonTicket.Operation;
import org.ovirt.imageio.testing.world.SharedWorld;
import org.ovirt.imageio.testing.world.World;
import org.ovirt.imageio.testing.world.World.TestImage;

@ExtendWith(SharedWorld.class)
class TransferIT {
    private static final int SIZE = 40 << 20;

    private final World world;

    TransferIT(World world) {
        this.world = world;
    }

    @Test
    void anUploadedImageIsOnTheDaemonByteForByte() throws Exception {
        TestImage image = world.newImage(SIZE, Operation.WRITE);
        byte[] bytes = random(SIZE);
        HttpResponse<String> response =
                world.client()
                        .send(
                                HttpRequest.newBuilder(image.uri())
                                        .PUT(BodyPublishers.ofByteArray(bytes))
                                        .build(),
                                BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEmpty();
        assertThat(Files.readAllBytes(image.file())).isEqualTo(bytes);
    }

    @Test
    void aDownloadedImageIsTheDaemonsByteForByte() throws Exception {
        TestImage image = world.newImage(SIZE, Operation.READ);
        byte[] bytes = random(SIZE);
        Files.write(image.file(), bytes);
        HttpResponse<byte[]> response =
                world.client()
                        .send(
                                HttpRequest.newBuilder(image.uri()).build(),
                                BodyHandlers.ofByteArray());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type"))
                .hasValue("application/octet-stream");
        assertThat(response.body()).isEqualTo(bytes);
    }

    @Test
    void aRangeIsTheDaemonsRange() throws Exception {
        TestImage image = world.newImage(SIZE, Operation.READ);
        byte[] bytes = random(SIZE);
        Files.write(image.file(), bytes);
        HttpResponse<byte[]> response =
                world.client()
                        .send(
                                HttpRequest.newBuilder(image.uri())
                                        .header("Range", "bytes=1000-2999999")
                                        .build(),
                                BodyHandlers.ofByteArray());
        assertThat(response.statusCode()).isEqualTo(206);
        assertThat(response.headers().firstValue("Content-Range"))
                .hasValue("bytes 1000-2999999/" + SIZE);
        assertThat(response.body()).isEqualTo(Arrays.copyOfRange(bytes, 1000, 3_000_000));
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}
