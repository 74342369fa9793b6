// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.bench.report;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * All measurements of a run.
 *
 * @param all in the order in which they were made
 */
public record Measurements(List<Measurement> all) {
    /** Copies the measurements. */
    public Measurements {
        all = List.copyOf(all);
    }

    /** The names of the relays, in the order of their first measurement. */
    public List<String> relays() {
        return all.stream().map(Measurement::relay).distinct().toList();
    }

    /** What one relay has done in one scenario, over all rounds. */
    public Optional<Sample> sample(
            String relay, Scenario scenario, ToDoubleFunction<Measurement> figure) {
        return Sample.of(of(relay, scenario).mapToDouble(figure));
    }

    /**
     * A figure of one relay, divided round by round by that of another one: both were taken soon
     * after each other, so that what else the machine does falls out.
     */
    public Optional<Sample> ratio(
            String relay, String base, Scenario scenario, ToDoubleFunction<Measurement> figure) {
        return Sample.of(
                of(relay, scenario)
                        .flatMapToDouble(
                                one ->
                                        inRound(base, scenario, one.round()).stream()
                                                .mapToDouble(figure)
                                                .map(other -> figure.applyAsDouble(one) / other)));
    }

    /** A figure over all relays and all scenarios that move many bytes. */
    public Optional<Sample> overall(ToDoubleFunction<Measurement> figure) {
        Predicate<Measurement> streaming = one -> one.scenario().isStreaming();
        DoubleStream values = all.stream().filter(streaming).mapToDouble(figure);
        return Sample.of(values);
    }

    private Optional<Measurement> inRound(String relay, Scenario scenario, int round) {
        return of(relay, scenario).filter(one -> one.round() == round).findFirst();
    }

    private Stream<Measurement> of(String relay, Scenario scenario) {
        return all.stream().filter(one -> one.relay().equals(relay) && one.scenario() == scenario);
    }
}
