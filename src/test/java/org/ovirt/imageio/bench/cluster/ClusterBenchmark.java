// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.bench.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.ovirt.imageio.bench.ClientProcess;
import org.ovirt.imageio.bench.Machine;
import org.ovirt.imageio.bench.UpstreamProcess;
import org.ovirt.imageio.bench.relay.Surroundings;
import org.ovirt.imageio.bench.wire.PkiFiles;
import org.ovirt.imageio.testing.cluster.Cluster;

/**
 * Measures three real nodes that are a cluster beside one that is alone, and prints each table when
 * it is there. A request that fails ends the run.
 */
public final class ClusterBenchmark {
    private static final int MEMBERS = 3;
    private static final String MEMBER_LIST = "imageio.cluster.members";
    private static final Map<String, String> QUIET = Map.of("imageio.log.level", "INFO");
    private static final Map<String, String> ALONE =
            Map.of("imageio.log.level", "INFO", MEMBER_LIST, "");

    private final ClusterOptions options;

    private ClusterBenchmark(ClusterOptions options) {
        this.options = options;
    }

    /**
     * Runs the benchmark.
     *
     * @param args see {@code --help}
     */
    public static void main(String[] args)
            throws IOException, ExecutionException, InterruptedException {
        List<String> arguments = List.of(args);
        if (arguments.contains("--help")) {
            System.out.print(ClusterOptions.HELP);
            return;
        }
        new ClusterBenchmark(ClusterOptions.parse(arguments)).run();
    }

    /** Measures one thing and returns a table. */
    private interface Part {
        String measure() throws IOException, ExecutionException, InterruptedException;
    }

    private void run() throws IOException, ExecutionException, InterruptedException {
        System.out.println(Machine.describe());
        if (options.asksNodes()) {
            say("starting nodes");
            try (Cluster cluster = Cluster.startAsInstalled(MEMBERS, QUIET);
                    Cluster single = Cluster.startAsInstalled(1, ALONE)) {
                run(cluster, single);
            }
        }
        run("relay cost", options.launches(), this::relayCost);
    }

    private void run(Cluster cluster, Cluster single)
            throws IOException, ExecutionException, InterruptedException {
        run(
                "session lookup",
                options.lookups(),
                () -> table(new SessionLookup(cluster, single).measure(options.lookups())));
        run(
                "ticket installation",
                options.tickets(),
                () -> table(new TicketSpread(cluster).measure(options.tickets())));
        run(
                "revocation",
                options.revocations(),
                () -> table(new Revocations(cluster).measure(options.revocations())));
        run(
                "start",
                options.starts(),
                () -> new StartTimes(cluster, single).measure(options.starts()));
    }

    private static void run(String title, int count, Part part)
            throws IOException, ExecutionException, InterruptedException {
        if (count == 0) {
            return;
        }
        say(title);
        double before = Machine.load();
        String table = part.measure();
        System.out.printf(
                Locale.ROOT,
                "%n%s (load average %.2f before, %.2f after)%n%n%s",
                title,
                before,
                Machine.load(),
                table);
    }

    private static String table(List<Latencies> latencies) {
        StringBuilder text = new StringBuilder(Latencies.HEAD);
        latencies.forEach(each -> text.append(each.row()));
        return text.toString();
    }

    private String relayCost() throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("imageio-cluster-bench");
        PkiFiles pki = PkiFiles.createIn(directory);
        try (UpstreamProcess upstream = UpstreamProcess.start(pki);
                ClientProcess client = ClientProcess.start(pki)) {
            Surroundings surroundings = new Surroundings(pki, upstream.address(), directory);
            return new RelayCost(surroundings, client, options).measure();
        } finally {
            delete(directory);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static void say(String progress) {
        System.err.println(
                "[bench] " + Instant.now().truncatedTo(ChronoUnit.SECONDS) + " " + progress);
    }
}
