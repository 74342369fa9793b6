// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.bench.cluster;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.ovirt.imageio.bench.ClientProcess;
import org.ovirt.imageio.bench.client.Load;
import org.ovirt.imageio.bench.process.ProcessTree;
import org.ovirt.imageio.bench.relay.Surroundings;
import org.ovirt.imageio.bench.report.Sample;

/**
 * The processor time of a node that relays, alone and as a member of a cluster whose other members
 * are idle. Both run all the time and are used in turn; who is first changes with each pair.
 */
final class RelayCost {
    private static final int MEMBERS = 3;
    private static final long IDLE_SECONDS = 30;
    private static final double GIB = 1 << 30;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double PERCENT = 100;
    private static final List<Load.Kind> WAYS = List.of(Load.Kind.GET, Load.Kind.PUT);

    private final Surroundings surroundings;

    RelayCost(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** What one way cost in each pair, in processor seconds for each GiB. */
    private record Costs(List<Double> alone, List<Double> member) {
        Costs() {
            this(new ArrayList<>(), new ArrayList<>());
        }

        /** How much more the member took, in each pair, in percent. */
        List<Double> more() {
            return IntStream.range(0, alone.size())
                    .mapToObj(i -> PERCENT * (member.get(i) / alone.get(i) - 1))
                    .toList();
        }
    }

    /** Runs all pairs and returns a table. */
    String measure(ClientProcess client, ClusterOptions options)
            throws IOException, InterruptedException {
        try (LoopbackMembers alone = LoopbackMembers.start(1, surroundings);
                LoopbackMembers cluster = LoopbackMembers.start(MEMBERS, surroundings)) {
            for (LoopbackMembers members : List.of(alone, cluster)) {
                for (Load.Kind way : WAYS) {
                    cost(members, client, way, options.warmUpBytes());
                }
            }
            StringBuilder text =
                    new StringBuilder(
                            """
                            | CPU s/GiB, median (least-most) | pairs | single node | member of three | more in % | limit |
                            |---|---|---|---|---|---|
                            """);
            for (Load.Kind way : WAYS) {
                text.append(row(way, pairs(alone, cluster, client, way, options)));
            }
            return text + idle(alone, cluster);
        }
    }

    private static Costs pairs(
            LoopbackMembers alone,
            LoopbackMembers cluster,
            ClientProcess client,
            Load.Kind way,
            ClusterOptions options)
            throws IOException, InterruptedException {
        Costs costs = new Costs();
        for (int pair = 0; pair < options.pairs(); pair++) {
            if (pair % 2 == 0) {
                costs.alone().add(cost(alone, client, way, options.bytes()));
                costs.member().add(cost(cluster, client, way, options.bytes()));
            } else {
                costs.member().add(cost(cluster, client, way, options.bytes()));
                costs.alone().add(cost(alone, client, way, options.bytes()));
            }
        }
        return costs;
    }

    private static double cost(
            LoopbackMembers members, ClientProcess client, Load.Kind way, long bytes)
            throws IOException, InterruptedException {
        double before = cpuSeconds(members);
        client.run(new Load(way, members.used().dataPort(), 1, bytes));
        return (cpuSeconds(members) - before) / (bytes / GIB);
    }

    /** Heartbeats and the like, for which no transfer is to blame. */
    private static String idle(LoopbackMembers alone, LoopbackMembers cluster)
            throws IOException, InterruptedException {
        double aloneBefore = cpuSeconds(alone);
        double memberBefore = cpuSeconds(cluster);
        TimeUnit.SECONDS.sleep(IDLE_SECONDS);
        return String.format(
                Locale.ROOT,
                "%nIdle: %.1f %% of a processor alone, %.1f %% as a member%n",
                PERCENT * (cpuSeconds(alone) - aloneBefore) / IDLE_SECONDS,
                PERCENT * (cpuSeconds(cluster) - memberBefore) / IDLE_SECONDS);
    }

    /** Without the JIT's, which works when it likes and not more for one than for the other. */
    private static double cpuSeconds(LoopbackMembers members) throws IOException {
        ProcessTree process = new ProcessTree(members.used().pid());
        return process.cpu().minus(process.compilers()).toNanos() / NANOS_PER_SECOND;
    }

    private static String row(Load.Kind way, Costs costs) {
        return "| %s | %d | %s | %s | %s | 2 %% |%n"
                .formatted(
                        way,
                        costs.alone().size(),
                        show(3, costs.alone()),
                        show(3, costs.member()),
                        show(1, costs.more()));
    }

    private static String show(int digits, List<Double> values) {
        Sample sample = Sample.of(values.stream().mapToDouble(Double::doubleValue)).orElseThrow();
        String number = "%." + digits + "f";
        return String.format(
                Locale.ROOT,
                number + " (" + number + " to " + number + ")",
                sample.median(),
                sample.least(),
                sample.most());
    }
}
