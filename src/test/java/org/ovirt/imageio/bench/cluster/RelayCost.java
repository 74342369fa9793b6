// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.bench.cluster;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.DoubleStream;
import org.ovirt.imageio.bench.ClientProcess;
import org.ovirt.imageio.bench.client.Load;
import org.ovirt.imageio.bench.process.ProcessTree;
import org.ovirt.imageio.bench.relay.Surroundings;
import org.ovirt.imageio.bench.report.Sample;

/**
 * The processor time of a node that relays, alone and as a member of a cluster whose other members
 * are idle.
 *
 * <p>The JIT compiles the same code differently each time, so one process can be dearer than its
 * equal for as long as it runs. That is why there are several launches of all of them, and two
 * nodes that are alone: by how much they differ is what this cannot tell from nothing. And it
 * compiles what has run often: a few large uploads leave a member's own code to the interpreter,
 * which a server that is up for a while does not do. That is why short ones come before.
 */
final class RelayCost {
    private static final int MEMBERS = 3;
    private static final long IDLE_SECONDS = 20;
    private static final double GIB = 1 << 30;

    /** 16,384 requests. */
    private static final long SHORT_BYTES = 1L << 30;

    private static final double NANOS_PER_SECOND = 1e9;
    private static final double PERCENT = 100;
    private static final List<Load.Kind> WAYS = List.of(Load.Kind.GET, Load.Kind.PUT);

    private final Surroundings surroundings;
    private final ClientProcess client;
    private final ClusterOptions options;
    private final List<Costs> costs = new ArrayList<>();
    private final List<Double> idleAlone = new ArrayList<>();
    private final List<Double> idleMember = new ArrayList<>();

    RelayCost(Surroundings surroundings, ClientProcess client, ClusterOptions options) {
        this.surroundings = surroundings;
        this.client = client;
        this.options = options;
    }

    /** What one way cost in one launch, in processor seconds for each GiB. */
    private record Costs(Load.Kind way, double alone, double twin, double member) {
        /** By how much the dearer of two equal nodes is dearer. */
        double noise() {
            return PERCENT * (Math.max(alone, twin) / Math.min(alone, twin) - 1);
        }

        /** How much more the member took than the others on average. */
        double more() {
            return PERCENT * (2 * member / (alone + twin) - 1);
        }
    }

    /** Runs all launches and returns a table. */
    String measure() throws IOException, InterruptedException {
        for (int i = 0; i < options.launches(); i++) {
            launch();
        }
        StringBuilder text =
                new StringBuilder(
                        """
                        | CPU s/GiB, median (least-most) | launches | single node | member of three | more in % | two single nodes differ in % | limit |
                        |---|---|---|---|---|---|---|
                        """);
        WAYS.forEach(way -> text.append(row(way)));
        return text
                + String.format(
                        Locale.ROOT,
                        "%nIdle: %s %% of a processor alone, %s %% as a member%n",
                        show(1, idleAlone.stream().mapToDouble(Double::doubleValue)),
                        show(1, idleMember.stream().mapToDouble(Double::doubleValue)));
    }

    private void launch() throws IOException, InterruptedException {
        try (LoopbackMembers alone = LoopbackMembers.start(1, surroundings);
                LoopbackMembers twin = LoopbackMembers.start(1, surroundings);
                LoopbackMembers cluster = LoopbackMembers.start(MEMBERS, surroundings)) {
            List<LoopbackMembers> all = List.of(alone, twin, cluster);
            for (LoopbackMembers members : all) {
                for (Load.Kind way : WAYS) {
                    relay(members, way, options.warmUpBytes());
                }
                relay(members, Load.Kind.SHORT_PUT, SHORT_BYTES);
            }
            for (Load.Kind way : WAYS) {
                double[] each = inTurns(all, way);
                costs.add(new Costs(way, each[0], each[1], each[2]));
            }
            idle(alone, cluster);
        }
    }

    /** Who is first changes with each turn. */
    private double[] inTurns(List<LoopbackMembers> all, Load.Kind way)
            throws IOException, InterruptedException {
        double[] seconds = new double[all.size()];
        for (int turn = 0; turn < options.turns(); turn++) {
            for (int place = 0; place < all.size(); place++) {
                int which = (turn + place) % all.size();
                double before = cpuSeconds(all.get(which));
                relay(all.get(which), way, options.bytes());
                seconds[which] += cpuSeconds(all.get(which)) - before;
            }
        }
        double gib = options.turns() * (options.bytes() / GIB);
        return DoubleStream.of(seconds).map(each -> each / gib).toArray();
    }

    private void relay(LoopbackMembers members, Load.Kind way, long bytes)
            throws IOException, InterruptedException {
        client.run(new Load(way, members.used().dataPort(), 1, bytes));
    }

    /** Heartbeats and the like, for which no transfer is to blame. */
    private void idle(LoopbackMembers alone, LoopbackMembers cluster)
            throws IOException, InterruptedException {
        double aloneBefore = cpuSeconds(alone);
        double memberBefore = cpuSeconds(cluster);
        TimeUnit.SECONDS.sleep(IDLE_SECONDS);
        idleAlone.add(PERCENT * (cpuSeconds(alone) - aloneBefore) / IDLE_SECONDS);
        idleMember.add(PERCENT * (cpuSeconds(cluster) - memberBefore) / IDLE_SECONDS);
    }

    /** Without the JIT's, which works when it likes and not more for one than for the other. */
    private static double cpuSeconds(LoopbackMembers members) throws IOException {
        ProcessTree process = new ProcessTree(members.used().pid());
        return process.cpu().minus(process.compilers()).toNanos() / NANOS_PER_SECOND;
    }

    private String row(Load.Kind way) {
        List<Costs> launches = costs.stream().filter(each -> each.way() == way).toList();
        return "| %s | %d | %s | %s | %s | %s | 2 %% |%n"
                .formatted(
                        way,
                        launches.size(),
                        show(3, launches.stream().mapToDouble(c -> (c.alone() + c.twin()) / 2)),
                        show(3, launches.stream().mapToDouble(Costs::member)),
                        show(1, launches.stream().mapToDouble(Costs::more)),
                        show(1, launches.stream().mapToDouble(Costs::noise)));
    }

    private static String show(int digits, DoubleStream values) {
        Sample sample = Sample.of(values).orElseThrow();
        String number = "%." + digits + "f";
        return String.format(
                Locale.ROOT,
                number + " (" + number + " to " + number + ")",
                sample.median(),
                sample.least(),
                sample.most());
    }
}
