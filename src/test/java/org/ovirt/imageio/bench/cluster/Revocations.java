// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.bench.cluster;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.ovirt.imageio.testing.client.RawClient;
import org.ovirt.imageio.testing.cluster.Cluster;
import org.ovirt.imageio.testing.cluster.ClusterImage;
import org.ovirt.imageio.testing.cluster.Node;
import org.ovirt.imageio.testing.daemon.DaemonTicket.Operation;

/**
 * How long it takes from the removal of a ticket at node 1 until that is answered and the daemon
 * has seen the end of a download by way of each other node, whose clients have stopped to read.
 */
final class Revocations {
    private static final int WARM_UP = 20;
    private static final long SIZE = 256L << 20;
    private static final int SMALL_WINDOW = 16 << 10;
    private static final int SOME_BYTES = 64 << 10;
    private static final long POLL_NANOS = 100_000;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Cluster cluster;
    private final Latencies answered = new Latencies("`DELETE /tickets/ID` at node 1 answered", "");
    private final Latencies last =
            new Latencies("... and both downloads ended at the daemon", "1000");

    Revocations(Cluster cluster) {
        this.cluster = cluster;
    }

    /** Removes so many tickets. */
    List<Latencies> measure(int count) throws IOException {
        for (int i = -WARM_UP; i < count; i++) {
            ClusterImage image = cluster.newImageOn(cluster.node(0), SIZE, Operation.READ);
            try (RawClient two = download(cluster.node(1), image);
                    RawClient three = download(cluster.node(2), image)) {
                awaitOperations(image, 2);
                revoke(image, i >= 0);
                // No goodbyes from those who are stuck.
                two.cut();
                three.cut();
            }
            cluster.daemon().remove(image.id());
        }
        return List.of(answered, last);
    }

    private static RawClient download(Node node, ClusterImage image) throws IOException {
        RawClient client = node.connect(SMALL_WINDOW);
        client.send(
                "GET /images/%s HTTP/1.1\r\nHost: %s\r\n\r\n"
                        .formatted(image.id(), node.baseUri().getAuthority()));
        client.readHead();
        if (client.readBytes(SOME_BYTES).length < SOME_BYTES) {
            throw new IOException("a download through " + node + " ended early");
        }
        return client;
    }

    private void revoke(ClusterImage image, boolean counted) throws IOException {
        long start = System.nanoTime();
        Tickets.remove(cluster, image);
        long answer = System.nanoTime();
        awaitOperations(image, 0);
        if (counted) {
            answered.add(answer - start);
            last.add(System.nanoTime() - start);
        }
    }

    private void awaitOperations(ClusterImage image, int count) throws IOException {
        long start = System.nanoTime();
        while (cluster.daemon().runningOperations(image.id()) != count) {
            if (System.nanoTime() - start > PATIENCE_NANOS) {
                throw new IOException("the daemon does not get to " + count + " operations");
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }
}
