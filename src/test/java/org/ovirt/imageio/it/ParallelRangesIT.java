// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.it;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.ovirt.imageio.testing.daemon.DaemonTicket.Operation;
import org.ovirt.imageio.testing.world.SharedWorld;
import org.ovirt.imageio.testing.world.World;
import org.ovirt.imageio.testing.world.World.TestImage;

/** One image, eight ranges at once. */
@ExtendWith(SharedWorld.class)
class ParallelRangesIT {
    private static final int RANGES = 8;

    /** No multiple of any buffer, so that each range has ragged ends. */
    private static final int LENGTH = 3_000_001;

    private static final int SIZE = RANGES * LENGTH;

    private final World world;
    private final byte[] bytes = TestData.bytes(SIZE);

    ParallelRangesIT(World world) {
        this.world = world;
    }

    @Test
    void eightUploadsMakeOneImage() throws Exception {
        TestImage image = world.newImage(SIZE, Operation.WRITE);
        List<CompletableFuture<HttpResponse<Void>>> uploads = new ArrayList<>();
        for (int first = 0; first < SIZE; first += LENGTH) {
            uploads.add(
                    world.client()
                            .sendAsync(
                                    ImageClient.request(
                                            "PUT",
                                            image.uri(),
                                            BodyPublishers.ofByteArray(bytes, first, LENGTH),
                                            "Content-Range",
                                            "bytes %d-%d/*".formatted(first, first + LENGTH - 1)),
                                    BodyHandlers.discarding()));
        }
        for (CompletableFuture<HttpResponse<Void>> upload : uploads) {
            assertThat(upload.get(60, SECONDS).statusCode()).isEqualTo(200);
        }
        assertThat(Files.readAllBytes(image.file())).isEqualTo(bytes);
        assertThat(transferred(image)).isEqualTo(SIZE);
    }

    @Test
    void eightDownloadsMakeOneImage() throws Exception {
        TestImage image = world.newImage(SIZE, Operation.READ);
        Files.write(image.file(), bytes);
        List<CompletableFuture<HttpResponse<byte[]>>> downloads = new ArrayList<>();
        for (int first = 0; first < SIZE; first += LENGTH) {
            downloads.add(
                    world.client()
                            .sendAsync(
                                    ImageClient.request(
                                            "GET",
                                            image.uri(),
                                            BodyPublishers.noBody(),
                                            "Range",
                                            "bytes=%d-%d".formatted(first, first + LENGTH - 1)),
                                    BodyHandlers.ofByteArray()));
        }
        byte[] received = new byte[SIZE];
        for (int i = 0; i < RANGES; i++) {
            HttpResponse<byte[]> response = downloads.get(i).get(60, SECONDS);
            assertThat(response.statusCode()).isEqualTo(206);
            System.arraycopy(response.body(), 0, received, i * LENGTH, LENGTH);
        }
        assertThat(received).isEqualTo(bytes);
        await().atMost(5, SECONDS).until(() -> transferred(image) == SIZE);
    }

    private long transferred(TestImage image) throws Exception {
        return world.engine().status(image.id()).getJsonNumber("transferred").longValueExact();
    }
}
