// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.ovirt.imageio.bench.client.LoadResult;

class MeasurementsTest {
    private static final long GIB = 1L << 30;

    @Test
    void anOddSampleHasItsMiddleAsMedian() {
        assertThat(Sample.of(DoubleStream.of(9, 1, 2))).contains(new Sample(2, 1, 9));
    }

    @Test
    void anEvenSampleHasTheMeanOfTheMiddleTwo() {
        assertThat(Sample.of(DoubleStream.of(4, 1, 2, 9))).contains(new Sample(3, 1, 9));
    }

    @Test
    void anEmptySampleIsNone() {
        assertThat(Sample.of(DoubleStream.empty())).isEmpty();
    }

    @Test
    void ratesAreOfWallClockAndCpuIsOfBytes() {
        Measurement one = streaming("floor", 1, 2 * GIB, 4, 3);

        assertThat(one.mibPerSecond()).isCloseTo(512, within(1e-9));
        assertThat(one.relaySecondsPerGib()).isCloseTo(1.5, within(1e-9));
    }

    @Test
    void cpuOfARequestIsInMicroseconds() {
        LoadResult result = new LoadResult(1_000_000_000, 4096, 1000, 0, 0);
        Duration cpu = Duration.ofMillis(50);
        Measurement one = new Measurement("floor", Scenario.SMALL_16, 1, result, cpu, cpu, cpu);

        assertThat(one.relayMicrosPerRequest()).isCloseTo(50, within(1e-9));
        assertThat(one.requestsPerSecond()).isCloseTo(1000, within(1e-9));
    }

    @Test
    void ratiosAreTakenRoundByRound() {
        // In the second round the machine was twice as slow for both.
        Measurements measurements =
                new Measurements(
                        List.of(
                                streaming("proxy", 1, GIB, 1, 1),
                                streaming("haproxy", 1, GIB, 1, 2),
                                streaming("haproxy", 2, GIB, 2, 4),
                                streaming("proxy", 2, GIB, 2, 2)));

        assertThat(
                        measurements.ratio(
                                "proxy",
                                "haproxy",
                                Scenario.GET_1,
                                Measurement::relaySecondsPerGib))
                .contains(new Sample(0.5, 0.5, 0.5));
    }

    @Test
    void aRatioToARelayThatWasNotMeasuredIsNone() {
        Measurements measurements = new Measurements(List.of(streaming("proxy", 1, GIB, 1, 1)));

        assertThat(
                        measurements.ratio(
                                "proxy", "haproxy", Scenario.GET_1, Measurement::mibPerSecond))
                .isEmpty();
    }

    private static Measurement streaming(
            String relay, int round, long bytes, int seconds, int cpuSeconds) {
        LoadResult result = new LoadResult(seconds * 1_000_000_000L, bytes, 1, 0, 0);
        Duration cpu = Duration.ofSeconds(cpuSeconds);
        return new Measurement(relay, Scenario.GET_1, round, result, cpu, cpu, cpu);
    }
}
