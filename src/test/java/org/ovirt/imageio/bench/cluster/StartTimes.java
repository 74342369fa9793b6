// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.bench.cluster;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.ovirt.imageio.bench.report.Sample;
import org.ovirt.imageio.testing.cluster.Cluster;
import org.ovirt.imageio.testing.cluster.Node;

/** How long a single node takes until it is ready, and one that joins two others. */
final class StartTimes {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final double NANOS_PER_SECOND = 1e9;

    private final Node joining;
    private final Node single;

    StartTimes(Cluster cluster, Cluster single) {
        joining = cluster.node(cluster.nodes().size() - 1);
        this.single = single.node(0);
    }

    /** Starts both in turn, so often, and returns a table. */
    String measure(int count) throws IOException, InterruptedException {
        List<Double> alone = new ArrayList<>();
        List<Double> joined = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            alone.add(start(single));
            joined.add(start(joining));
        }
        Sample one = sample(alone);
        Sample two = sample(joined);
        return """
        | start to ready | count | median s | least s | most s | limit |
        |---|---|---|---|---|---|
        """
                + row("single node", count, one, "")
                + row("node that joins two", count, two, "6 s more")
                + String.format(Locale.ROOT, "%nMore: %.2f s%n", two.median() - one.median());
    }

    private static double start(Node node) throws IOException, InterruptedException {
        node.terminate();
        node.awaitEnd();
        long start = System.nanoTime();
        node.launchAgain();
        node.awaitReady(LIMIT);
        return (System.nanoTime() - start) / NANOS_PER_SECOND;
    }

    private static Sample sample(List<Double> seconds) {
        return Sample.of(seconds.stream().mapToDouble(Double::doubleValue)).orElseThrow();
    }

    private static String row(String title, int count, Sample sample, String limit) {
        return String.format(
                Locale.ROOT,
                "| %s | %d | %.2f | %.2f | %.2f | %s |%n",
                title,
                count,
                sample.median(),
                sample.least(),
                sample.most(),
                limit);
    }
}
