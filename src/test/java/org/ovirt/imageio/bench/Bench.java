// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.ovirt.imageio.bench.client.Load;
import org.ovirt.imageio.bench.client.LoadResult;
import org.ovirt.imageio.bench.process.ProcessTree;
import org.ovirt.imageio.bench.process.TcpMemory;
import org.ovirt.imageio.bench.relay.RelayUnderTest;
import org.ovirt.imageio.bench.report.Measurement;
import org.ovirt.imageio.bench.report.Sample;
import org.ovirt.imageio.bench.report.Scenario;
import org.ovirt.imageio.bench.report.Stalls;

/** Puts one relay at a time between the client and the upstream and measures it. */
record Bench(ClientProcess client, UpstreamProcess upstream, Options options) {
    /** For the buffers on the way to fill up. */
    private static final long SETTLE_SECONDS = 3;

    private static final long WATCH_SECONDS = 2;
    private static final int STALL_REPEATS = 3;
    private static final long WARM_UP_MILLIS = 2000;

    /** What a JVM compiles for one scenario, it compiles anew when it has met the next. */
    private static final int WARM_UP_PASSES = 3;

    /** Which transfers are stalled. */
    enum Direction {
        /** The client does not read. */
        DOWNLOADS(" downloads"),
        /** The upstream does not read. */
        UPLOADS(" uploads"),
        /** As many of each. */
        BOTH(" of each");

        private final String title;

        Direction(String title) {
            this.title = title;
        }

        private List<Load.Kind> loads() {
            return switch (this) {
                case DOWNLOADS -> List.of(Load.Kind.STALL_GET);
                case UPLOADS -> List.of(Load.Kind.STALL_PUT);
                case BOTH -> List.of(Load.Kind.STALL_GET, Load.Kind.STALL_PUT);
            };
        }
    }

    /** Moves bytes that do not count, until the JVMs have compiled what they run. */
    void warmUp(RelayUnderTest relay) throws IOException, InterruptedException {
        long bytes = options.warmUpBytes() / 2 / WARM_UP_PASSES;
        for (int pass = 0; pass < WARM_UP_PASSES; pass++) {
            for (Scenario scenario : Scenario.values()) {
                run(relay, load(relay, scenario, bytes, WARM_UP_MILLIS));
            }
        }
    }

    /** Runs a scenario once. */
    Measurement measure(RelayUnderTest relay, Scenario scenario, int round)
            throws IOException, InterruptedException {
        ProcessTree tree = new ProcessTree(relay.pid());
        Duration relayBefore = tree.cpu();
        Duration clientBefore = client.tree().cpu();
        Duration upstreamBefore = upstream.tree().cpu();
        LoadResult result = run(relay, load(relay, scenario, options.bytes(), options.millis()));
        return new Measurement(
                relay.name(),
                scenario,
                round,
                result,
                tree.cpu().minus(relayBefore),
                client.tree().cpu().minus(clientBefore),
                upstream.tree().cpu().minus(upstreamBefore));
    }

    private static Load load(RelayUnderTest relay, Scenario scenario, long bytes, long millis) {
        return scenario.load(relay.address().getPort(), bytes, millis);
    }

    private LoadResult run(RelayUnderTest relay, Load load)
            throws IOException, InterruptedException {
        try {
            return client.run(load);
        } catch (IOException e) {
            throw new IOException("through " + relay.name() + ": " + e.getMessage(), e);
        }
    }

    /**
     * Stalls many transfers and looks at the relay meanwhile.
     *
     * @param direction what to stall
     * @param idleBytes what was resident before the relay's first request
     */
    Stalls stall(RelayUnderTest relay, Direction direction, long idleBytes)
            throws IOException, InterruptedException {
        ProcessTree tree = new ProcessTree(relay.pid());
        double getAlone = rate(relay, Scenario.GET_1);
        double putAlone = rate(relay, Scenario.PUT_1);
        long warm = tree.resident();
        for (Load.Kind kind : direction.loads()) {
            stall(relay, kind);
        }
        TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
        double idleCpu = watch(tree);
        long before = tree.resident();
        double getBeside = rate(relay, Scenario.GET_1);
        double putBeside = rate(relay, Scenario.PUT_1);
        long stalled = Math.max(before, tree.resident());
        double tcpMemory = TcpMemory.used();
        stall(relay, Load.Kind.RELEASE);
        upstream.release();
        TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
        return new Stalls(
                relay.name(),
                options.stalled() + direction.title,
                idleBytes,
                warm,
                stalled,
                idleCpu,
                tcpMemory,
                new Stalls.Company(getAlone, getBeside),
                new Stalls.Company(putAlone, putBeside));
    }

    private void stall(RelayUnderTest relay, Load.Kind kind)
            throws IOException, InterruptedException {
        run(relay, new Load(kind, relay.address().getPort(), options.stalled(), 0));
    }

    private double rate(RelayUnderTest relay, Scenario scenario)
            throws IOException, InterruptedException {
        double[] rates = new double[STALL_REPEATS];
        for (int i = 0; i < rates.length; i++) {
            rates[i] = measure(relay, scenario, i).mibPerSecond();
        }
        return Sample.of(Arrays.stream(rates)).orElseThrow().median();
    }

    private static double watch(ProcessTree tree) throws IOException, InterruptedException {
        Duration before = tree.cpu();
        TimeUnit.SECONDS.sleep(WATCH_SECONDS);
        double used = tree.cpu().minus(before).toMillis();
        return used / TimeUnit.SECONDS.toMillis(WATCH_SECONDS);
    }
}
