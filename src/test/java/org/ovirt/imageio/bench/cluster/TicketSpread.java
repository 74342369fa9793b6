// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.bench.cluster;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.ovirt.imageio.testing.cluster.Cluster;
import org.ovirt.imageio.testing.cluster.ClusterImage;
import org.ovirt.imageio.testing.cluster.Node;
import org.ovirt.imageio.testing.daemon.DaemonTicket.Operation;

/**
 * How long it takes from the installation of a ticket on node 1 until each node has answered a
 * request that it allows. The requests are sent when the installation was answered, by three
 * threads at once; their own time is part of the figure.
 */
final class TicketSpread {
    private static final int WARM_UP = 300;
    private static final int SIZE = 4096;
    private static final int FORBIDDEN = 403;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Cluster cluster;
    private final Latencies answered = new Latencies("`PUT /tickets/ID` at node 1 answered", "");
    private final Latencies everywhere =
            new Latencies("... and requests at all nodes allowed and answered", "200");

    TicketSpread(Cluster cluster) {
        this.cluster = cluster;
    }

    /** Installs so many tickets. */
    List<Latencies> measure(int count)
            throws IOException, ExecutionException, InterruptedException {
        ExecutorService threads = Executors.newCachedThreadPool();
        List<RangesClient> clients = new ArrayList<>();
        try {
            for (Node node : cluster.nodes()) {
                clients.add(RangesClient.to(node));
            }
            for (int i = -WARM_UP; i < count; i++) {
                install(clients, threads, i >= 0);
            }
        } finally {
            threads.shutdownNow();
            for (RangesClient client : clients) {
                client.close();
            }
        }
        return List.of(answered, everywhere);
    }

    private void install(List<RangesClient> clients, ExecutorService threads, boolean counted)
            throws IOException, ExecutionException, InterruptedException {
        ClusterImage image = cluster.newImage(SIZE, Operation.READ);
        CompletableFuture<Void> installed = new CompletableFuture<>();
        List<Future<Long>> allowed = new ArrayList<>();
        for (RangesClient client : clients) {
            allowed.add(
                    threads.submit(
                            () -> {
                                installed.join();
                                return allowedAt(client, image.id());
                            }));
        }
        long start = System.nanoTime();
        cluster.node(0).engine().install(image.ticket(), cluster.daemonUri(image));
        long answer = System.nanoTime();
        installed.complete(null);
        long last = answer;
        for (Future<Long> one : allowed) {
            last = Math.max(last, one.get());
        }
        if (counted) {
            answered.add(answer - start);
            everywhere.add(last - start);
        }
        Tickets.remove(cluster, image);
    }

    private static long allowedAt(RangesClient client, String ticket) throws IOException {
        long start = System.nanoTime();
        for (; ; ) {
            int status = client.ask(ticket, Map.of());
            long now = System.nanoTime();
            if (status == 200) {
                return now;
            }
            if (status != FORBIDDEN || now - start > PATIENCE_NANOS) {
                throw new IOException("an installed ticket is answered with " + status);
            }
        }
    }
}
