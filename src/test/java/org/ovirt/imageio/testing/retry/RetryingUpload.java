// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.retry;

import java.io.IOException;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Uploads random bytes: in chunks, each of which is sent to one node after another, with other
 * bytes each time, until one has acknowledged it. Then it flushes.
 */
public final class RetryingUpload extends Transfer {
    private static final int LONGEST_CHUNK = 2 << 20;

    private final Settings settings;
    private final long size;
    private final Queue<Chunk> chunks;
    private final Acknowledged acknowledged;

    private RetryingUpload(Settings settings, long size) {
        super(settings);
        this.settings = settings;
        this.size = size;
        chunks =
                new ConcurrentLinkedQueue<>(
                        Chunk.of(size, LONGEST_CHUNK, new SplittableRandom(settings.seed())));
        acknowledged = new Acknowledged(settings.seed());
    }

    /** Starts an upload of so many bytes. */
    public static RetryingUpload start(Settings settings, long size) {
        RetryingUpload upload = new RetryingUpload(settings, size);
        upload.begin();
        return upload;
    }

    /** What the nodes have acknowledged so far. */
    public Acknowledged acknowledged() {
        return acknowledged;
    }

    @Override
    public double progress() {
        return (double) acknowledged.bytes() / size;
    }

    @Override
    void work(int number, Worker worker) throws IOException, InterruptedException {
        for (Chunk chunk = chunks.poll(); chunk != null; chunk = chunks.poll()) {
            send(chunk, worker);
        }
    }

    private void send(Chunk chunk, Worker worker) throws IOException, InterruptedException {
        int[] attempt = {0};
        worker.insist(
                link -> {
                    attempt[0]++;
                    link.put(chunk, chunk.content(settings.seed(), attempt[0]));
                });
        acknowledged.add(chunk, attempt[0]);
    }

    @Override
    void finish(Worker worker) throws IOException, InterruptedException {
        worker.insist(Link::flush);
    }

    @Override
    public String toString() {
        return "upload of %d bytes, seed %d, %.0f %%, attempts %s"
                .formatted(size, settings.seed(), 100 * progress(), acknowledged.attempts());
    }
}
