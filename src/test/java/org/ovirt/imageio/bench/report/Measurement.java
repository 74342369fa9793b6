// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.bench.report;

import java.time.Duration;
import org.ovirt.imageio.bench.client.LoadResult;

/**
 * One scenario through one relay in one round.
 *
 * @param relay its name
 * @param scenario what was done
 * @param round from 1
 * @param result what the client saw
 * @param relayCpu processor time of the relay's processes
 * @param clientCpu processor time of the client
 * @param upstreamCpu processor time of the upstream
 */
public record Measurement(
        String relay,
        Scenario scenario,
        int round,
        LoadResult result,
        Duration relayCpu,
        Duration clientCpu,
        Duration upstreamCpu) {
    private static final double MIB = 1 << 20;
    private static final double GIB = 1 << 30;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double MICROS_PER_SECOND = 1e6;

    /** Bytes of the image, in MiB/s. */
    public double mibPerSecond() {
        return result.bytes() / MIB / seconds();
    }

    /** Answered requests in a second. */
    public double requestsPerSecond() {
        return result.requests() / seconds();
    }

    /** The median latency, in milliseconds. */
    public double p50Millis() {
        return result.p50Nanos() / NANOS_PER_MILLI;
    }

    /** The latency that one request in a hundred exceeds, in milliseconds. */
    public double p99Millis() {
        return result.p99Nanos() / NANOS_PER_MILLI;
    }

    /** The relay's processor seconds for each GiB of the image. */
    public double relaySecondsPerGib() {
        return perGib(relayCpu);
    }

    /** The client's processor seconds for each GiB of the image. */
    public double clientSecondsPerGib() {
        return perGib(clientCpu);
    }

    /** The upstream's processor seconds for each GiB of the image. */
    public double upstreamSecondsPerGib() {
        return perGib(upstreamCpu);
    }

    /** The relay's processor microseconds for each request. */
    public double relayMicrosPerRequest() {
        return seconds(relayCpu) * MICROS_PER_SECOND / result.requests();
    }

    private double perGib(Duration cpu) {
        return seconds(cpu) / (result.bytes() / GIB);
    }

    private double seconds() {
        return result.nanos() / NANOS_PER_SECOND;
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / NANOS_PER_SECOND;
    }
}
