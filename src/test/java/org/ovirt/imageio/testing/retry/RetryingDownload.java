// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.retry;

import java.io.IOException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Downloads an image: each connection has its part of it, and goes on at another node where it was
 * stopped.
 */
public final class RetryingDownload extends Transfer {
    private final Settings settings;
    private final byte[] image;
    private final AtomicLong received = new AtomicLong();

    private RetryingDownload(Settings settings, int size) {
        super(settings);
        this.settings = settings;
        image = new byte[size];
    }

    /** Starts a download of so many bytes, which are kept in memory. */
    public static RetryingDownload start(Settings settings, int size) {
        RetryingDownload download = new RetryingDownload(settings, size);
        download.begin();
        return download;
    }

    /** The SHA-256 of what has come, in hexadecimal. */
    public String sha256() {
        MessageDigest digest = Acknowledged.newDigest();
        return HexFormat.of().formatHex(digest.digest(image));
    }

    @Override
    public double progress() {
        return (double) received.get() / image.length;
    }

    @Override
    void work(int number, Worker worker) throws IOException, InterruptedException {
        long end = part(number + 1);
        long[] position = {part(number)};
        while (position[0] < end) {
            worker.insist(
                    link ->
                            link.get(
                                    position[0],
                                    end,
                                    bytes -> {
                                        System.arraycopy(
                                                bytes, 0, image, (int) position[0], bytes.length);
                                        position[0] += bytes.length;
                                        received.addAndGet(bytes.length);
                                    }));
        }
    }

    private long part(int number) {
        return (long) image.length * number / settings.connections();
    }

    @Override
    void finish(Worker worker) {
        // There is nothing to say to a node.
    }

    @Override
    public String toString() {
        return "download of %d bytes, seed %d, %.0f %%"
                .formatted(image.length, settings.seed(), 100 * progress());
    }
}
