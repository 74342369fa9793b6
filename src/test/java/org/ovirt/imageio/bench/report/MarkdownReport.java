// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.bench.report;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.ovirt.imageio.bench.relay.Floor;
import org.ovirt.imageio.bench.relay.Haproxy;

/**
 * The tables for people: medians over the rounds, with the least and the most in parentheses.
 *
 * @param measurements of all rounds
 * @param memory of each relay
 * @param stalls of each relay, empty if they were not measured
 */
public record MarkdownReport(Measurements measurements, List<Memory> memory, List<Stalls> stalls) {
    private static final double MIB = 1 << 20;

    /** Copies the lists. */
    public MarkdownReport {
        memory = List.copyOf(memory);
        stalls = List.copyOf(stalls);
    }

    /** The text, which ends with a line's end. */
    public String text() {
        StringBuilder text = new StringBuilder();
        addStreaming(text);
        addSmall(text);
        addMemory(text);
        if (!stalls.isEmpty()) {
            addStalls(text);
        }
        addOthers(text);
        return text.toString();
    }

    private void addStreaming(StringBuilder text) {
        addHead(text, "", "relay", "MiB/s", "/ HAProxy", "CPU s/GiB", "/ HAProxy", "/ floor");
        for (Scenario scenario : Scenario.values()) {
            if (scenario.isStreaming()) {
                measurements.relays().forEach(relay -> addStreaming(text, scenario, relay));
            }
        }
    }

    private void addStreaming(StringBuilder text, Scenario scenario, String relay) {
        ToDoubleFunction<Measurement> rate = Measurement::mibPerSecond;
        ToDoubleFunction<Measurement> cpu = Measurement::relaySecondsPerGib;
        addRow(
                text,
                scenario.title(),
                relay,
                show(0, measurements.sample(relay, scenario, rate)),
                show(2, measurements.ratio(relay, Haproxy.NAME, scenario, rate)),
                show(2, measurements.sample(relay, scenario, cpu)),
                show(2, measurements.ratio(relay, Haproxy.NAME, scenario, cpu)),
                show(2, measurements.ratio(relay, Floor.NAME, scenario, cpu)));
    }

    private void addSmall(StringBuilder text) {
        Scenario scenario = Scenario.SMALL_16;
        addHead(
                text,
                scenario.title(),
                "requests/s",
                "p50 ms",
                "p99 ms",
                "CPU us/request",
                "/ HAProxy");
        for (String relay : measurements.relays()) {
            ToDoubleFunction<Measurement> cpu = Measurement::relayMicrosPerRequest;
            addRow(
                    text,
                    relay,
                    show(0, sample(relay, Measurement::requestsPerSecond)),
                    show(2, sample(relay, Measurement::p50Millis)),
                    show(2, sample(relay, Measurement::p99Millis)),
                    show(0, sample(relay, cpu)),
                    show(2, measurements.ratio(relay, Haproxy.NAME, scenario, cpu)));
        }
    }

    private Optional<Sample> sample(String relay, ToDoubleFunction<Measurement> figure) {
        return measurements.sample(relay, Scenario.SMALL_16, figure);
    }

    private void addMemory(StringBuilder text) {
        addHead(text, "RSS, MiB", "idle", "peak");
        for (Memory one : memory) {
            addRow(text, one.relay(), mib(one.idleBytes()), mib(one.peakBytes()));
        }
    }

    private void addStalls(StringBuilder text) {
        addHead(
                text,
                "stalled",
                "relay",
                "RSS MiB",
                "above idle",
                "above warm",
                "CPU while stalled",
                "kernel's TCP memory in use",
                "GET MiB/s beside / alone",
                "PUT MiB/s beside / alone");
        for (Stalls one : stalls) {
            addRow(
                    text,
                    one.transfers(),
                    one.relay(),
                    mib(one.stalledBytes()),
                    mib(one.stalledBytes() - one.idleBytes()),
                    mib(one.stalledBytes() - one.warmBytes()),
                    percent(one.idleCpu()),
                    percent(one.tcpMemory()),
                    company(one.get()),
                    company(one.put()));
        }
    }

    private void addOthers(StringBuilder text) {
        String client = show(2, measurements.overall(Measurement::clientSecondsPerGib));
        String upstream = show(2, measurements.overall(Measurement::upstreamSecondsPerGib));
        text.append("\nCPU s/GiB of the client: ").append(client);
        text.append("; of the upstream: ").append(upstream).append(".\n");
    }

    private static String company(Stalls.Company one) {
        return fixed(0, one.beside())
                + " / "
                + fixed(0, one.alone())
                + " = "
                + fixed(2, one.kept());
    }

    private static String percent(double part) {
        return fixed(0, 100 * part) + " %";
    }

    private static String mib(long bytes) {
        return fixed(0, bytes / MIB);
    }

    private static String show(int digits, Optional<Sample> sample) {
        return sample.map(one -> show(digits, one)).orElse("-");
    }

    private static String show(int digits, Sample sample) {
        String median = fixed(digits, sample.median());
        return median
                + " ("
                + fixed(digits, sample.least())
                + "-"
                + fixed(digits, sample.most())
                + ")";
    }

    private static String fixed(int digits, double value) {
        return BigDecimal.valueOf(value).setScale(digits, RoundingMode.HALF_UP).toPlainString();
    }

    private static void addHead(StringBuilder text, String... titles) {
        text.append('\n');
        addRow(text, titles);
        addRow(text, Arrays.stream(titles).map(title -> "---").toArray(String[]::new));
    }

    private static void addRow(StringBuilder text, String... cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }
}
