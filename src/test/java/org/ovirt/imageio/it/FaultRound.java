// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.it;

import static java.util.concurrent.TimeUnit.MINUTES;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.ovirt.imageio.testing.cluster.Cluster;
import org.ovirt.imageio.testing.cluster.ClusterImage;
import org.ovirt.imageio.testing.cluster.Node;
import org.ovirt.imageio.testing.daemon.DaemonTicket.Operation;
import org.ovirt.imageio.testing.retry.RetryingDownload;
import org.ovirt.imageio.testing.retry.RetryingUpload;
import org.ovirt.imageio.testing.retry.Settings;
import org.ovirt.imageio.testing.retry.Transfer;

/**
 * One fault, at a random point of two uploads and a download. One of the uploads is revoked by the
 * Engine at another random point. All that is random comes from one seed.
 */
final class FaultRound {
    private static final int SIZE = 24 << 20;
    private static final List<Proof> PROOFS = List.of(Proof.values());
    private static final long BYTES_PER_SECOND = 5L << 20;

    private final Cluster cluster;
    private final long seed;
    private final SplittableRandom random;
    private final Fault fault;
    private final Node victim;

    FaultRound(Cluster cluster, Fault fault, long seed) {
        this.cluster = cluster;
        this.fault = fault;
        this.seed = seed;
        random = new SplittableRandom(seed);
        victim = anyNode();
    }

    /** Plays it; fails where anything is lost that was acknowledged, or moves that was revoked. */
    void play() throws Exception {
        ClusterImage uploaded = cluster.newImage(SIZE, Operation.WRITE);
        ClusterImage downloaded = cluster.newImage(SIZE, Operation.READ);
        ClusterImage revoked = cluster.newImage(SIZE, Operation.WRITE);
        Revocation revocation = new Revocation(cluster, revoked);
        byte[] bytes = new byte[SIZE];
        random.split().nextBytes(bytes);
        Files.write(downloaded.file(), bytes);
        try (RetryingUpload upload = RetryingUpload.start(settings(uploaded), SIZE);
                RetryingDownload download = RetryingDownload.start(settings(downloaded), SIZE);
                RetryingUpload lost = RetryingUpload.start(settings(revoked), SIZE)) {
            CompletableFuture<Void> revoking =
                    when(lost, random.nextDouble(0.1, 0.9), revocation::carryOut);
            CompletableFuture<Void> befalling =
                    when(
                            upload,
                            random.nextDouble(0.1, 0.8),
                            () -> fault.befall(cluster, victim, random.split()));
            upload.await();
            assertComplete(upload, uploaded);
            download.await();
            assertThat(download.sha256())
                    .as("%s: %s %s", this, download, download.failures())
                    .isEqualTo(TestData.sha256(downloaded.file()));
            finish(befalling);
            cluster.healthy();
            // After whatever has come back to life.
            assertComplete(upload, uploaded);
            finish(revoking);
            revocation.assertNothingMoves();
        }
    }

    private void assertComplete(RetryingUpload upload, ClusterImage image) throws IOException {
        assertThat(upload.acknowledged().missingFrom(image.file()))
                .as("%s: %s %s", this, upload, upload.failures())
                .isEmpty();
        assertThat(TestData.sha256(image.file())).isEqualTo(upload.acknowledged().sha256());
    }

    private Settings settings(ClusterImage image) throws Exception {
        Proof proof = PROOFS.get(random.nextInt(PROOFS.size()));
        List<URI> everywhere =
                cluster.nodes().stream().map(node -> node.imageUri(image.id())).toList();
        Settings settings =
                Settings.of(everywhere, cluster.pki().clientContext(), random.nextLong())
                        .withBytesPerSecond(BYTES_PER_SECOND);
        return settings.withFields(proof.fields(cluster, anyNode(), image));
    }

    private Node anyNode() {
        return cluster.node(random.nextInt(cluster.nodes().size()));
    }

    /** Does something, on another thread, as soon as a transfer has got so far or has ended. */
    private static CompletableFuture<Void> when(Transfer transfer, double progress, Step step) {
        return CompletableFuture.runAsync(
                () -> {
                    await().atMost(1, MINUTES)
                            .until(() -> transfer.isDone() || transfer.progress() >= progress);
                    try {
                        step.run();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                });
    }

    private interface Step {
        void run() throws Exception;
    }

    private static void finish(CompletableFuture<Void> step) throws Exception {
        try {
            step.get(90, SECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError("A step of the round has failed", e.getCause());
        }
    }

    @Override
    public String toString() {
        return fault + " of " + victim + ", seed " + seed;
    }
}
