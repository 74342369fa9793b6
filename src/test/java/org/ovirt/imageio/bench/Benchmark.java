// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.bench;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.ovirt.imageio.bench.process.ProcessTree;
import org.ovirt.imageio.bench.relay.RelayCatalogue;
import org.ovirt.imageio.bench.relay.RelayStarter;
import org.ovirt.imageio.bench.relay.RelayUnderTest;
import org.ovirt.imageio.bench.relay.Surroundings;
import org.ovirt.imageio.bench.report.CsvReport;
import org.ovirt.imageio.bench.report.MarkdownReport;
import org.ovirt.imageio.bench.report.Measurement;
import org.ovirt.imageio.bench.report.Measurements;
import org.ovirt.imageio.bench.report.Memory;
import org.ovirt.imageio.bench.report.Scenario;
import org.ovirt.imageio.bench.report.Stalls;
import org.ovirt.imageio.bench.wire.PkiFiles;

/**
 * Measures relays side by side: the same client, the same upstream and the same bytes, TLS 1.3 with
 * AES-256-GCM on both sides, one relay after the other in every round. A request that fails or a
 * byte that is wrong ends the run.
 */
public final class Benchmark {
    private static final long PATIENCE_SECONDS = 5;

    private final Options options;
    private final Map<RelayUnderTest, Long> idleBytes = new LinkedHashMap<>();

    private Benchmark(Options options) {
        this.options = options;
    }

    /**
     * Runs the benchmark and prints its tables.
     *
     * @param args see {@code --help}
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        List<String> arguments = List.of(args);
        if (arguments.contains("--help")) {
            System.out.print(Options.HELP);
            return;
        }
        new Benchmark(Options.parse(arguments)).run();
    }

    private void run() throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("imageio-bench");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> deleteAfterChildren(directory)));
        PkiFiles pki = PkiFiles.createIn(directory);
        try (UpstreamProcess upstream = UpstreamProcess.start(pki);
                ClientProcess client = ClientProcess.start(pki)) {
            startRelays(new Surroundings(pki, upstream.address(), directory));
            run(new Bench(client, upstream, options));
        } catch (IOException e) {
            showLogs(directory);
            throw e;
        } finally {
            idleBytes.keySet().forEach(RelayUnderTest::close);
        }
    }

    private void startRelays(Surroundings surroundings) throws IOException, InterruptedException {
        RelayCatalogue catalogue = new RelayCatalogue();
        for (String name : options.relays().isEmpty() ? catalogue.names() : options.relays()) {
            Optional<RelayStarter> starter = catalogue.starter(name);
            if (starter.isEmpty()) {
                say(name + " is not installed and left out");
            } else {
                say("starting " + name);
                RelayUnderTest relay = starter.get().start(surroundings);
                idleBytes.put(relay, 0L);
                idleBytes.put(relay, new ProcessTree(relay.pid()).resident());
            }
        }
    }

    private void run(Bench bench) throws IOException, InterruptedException {
        for (RelayUnderTest relay : idleBytes.keySet()) {
            say("warming up " + relay.name());
            bench.warmUp(relay);
        }
        Measurements measurements = measure(bench);
        if (options.csv().isPresent()) {
            Files.writeString(options.csv().get(), new CsvReport(measurements).text());
        }
        List<Memory> memory = memory();
        MarkdownReport report = new MarkdownReport(measurements, memory, stall(bench));
        System.out.println(Machine.describe() + report.text());
    }

    private Measurements measure(Bench bench) throws IOException, InterruptedException {
        List<Measurement> measurements = new ArrayList<>();
        List<RelayUnderTest> relays = new ArrayList<>(idleBytes.keySet());
        for (int round = 1; round <= options.rounds(); round++) {
            say("round " + round + " of " + options.rounds());
            for (Scenario scenario : Scenario.values()) {
                for (RelayUnderTest relay : relays) {
                    measurements.add(bench.measure(relay, scenario, round));
                }
            }
            // Each relay shall follow each other one, and be the first of a round.
            Collections.rotate(relays, 1);
        }
        return new Measurements(measurements);
    }

    private List<Memory> memory() throws IOException {
        List<Memory> memory = new ArrayList<>();
        for (Map.Entry<RelayUnderTest, Long> one : idleBytes.entrySet()) {
            long peak = new ProcessTree(one.getKey().pid()).peakResident();
            memory.add(new Memory(one.getKey().name(), one.getValue(), peak));
        }
        return memory;
    }

    private List<Stalls> stall(Bench bench) throws IOException, InterruptedException {
        List<Stalls> stalls = new ArrayList<>();
        if (options.stalled() == 0) {
            return stalls;
        }
        for (Bench.Direction direction : Bench.Direction.values()) {
            for (Map.Entry<RelayUnderTest, Long> one : idleBytes.entrySet()) {
                say("stalling " + direction + " through " + one.getKey().name());
                stalls.add(bench.stall(one.getKey(), direction, one.getValue()));
            }
        }
        return stalls;
    }

    private static void say(String progress) {
        System.err.println(
                "[bench] " + Instant.now().truncatedTo(ChronoUnit.SECONDS) + " " + progress);
    }

    private static void showLogs(Path directory) throws IOException {
        try (DirectoryStream<Path> logs = Files.newDirectoryStream(directory, "*.log")) {
            for (Path log : logs) {
                say(log.getFileName() + ":\n" + Files.readString(log));
            }
        }
    }

    /** The children write there until they have ended. */
    private static void deleteAfterChildren(Path directory) {
        ProcessHandle.current()
                .children()
                .forEach(
                        child ->
                                child.onExit()
                                        .completeOnTimeout(
                                                child, PATIENCE_SECONDS, TimeUnit.SECONDS)
                                        .join());
        delete(directory);
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            say("cannot delete " + directory + ": " + e);
        }
    }
}
