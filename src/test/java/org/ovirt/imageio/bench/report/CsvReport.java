// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.bench.report;

import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Every measurement on a line of its own, for other programs.
 *
 * @param measurements of one run
 */
public record CsvReport(Measurements measurements) {
    private static final String HEADER =
            "relay,scenario,round,seconds,bytes,requests,p50_ms,p99_ms,"
                    + "relay_cpu_s,client_cpu_s,upstream_cpu_s\n";

    /** The text of the file. */
    public String text() {
        return measurements.all().stream()
                .map(CsvReport::line)
                .collect(Collectors.joining("", HEADER, ""));
    }

    private static String line(Measurement one) {
        return String.format(
                Locale.ROOT,
                "%s,%s,%d,%.6f,%d,%d,%.4f,%.4f,%.2f,%.2f,%.2f%n",
                one.relay(),
                one.scenario(),
                one.round(),
                one.result().nanos() / 1e9,
                one.result().bytes(),
                one.result().requests(),
                one.p50Millis(),
                one.p99Millis(),
                one.relayCpu().toMillis() / 1e3,
                one.clientCpu().toMillis() / 1e3,
                one.upstreamCpu().toMillis() / 1e3);
    }
}
