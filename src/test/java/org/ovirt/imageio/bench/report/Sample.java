// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.bench.report;

import java.util.Optional;
import java.util.stream.DoubleStream;

/**
 * One figure over several rounds.
 *
 * @param median of all, the mean of the middle two if their number is even
 * @param least of all
 * @param most of all
 */
public record Sample(double median, double least, double most) {
    /** Sums up values; nothing if there are none. */
    public static Optional<Sample> of(DoubleStream values) {
        double[] sorted = values.sorted().toArray();
        if (sorted.length == 0) {
            return Optional.empty();
        }
        double median = (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
        return Optional.of(new Sample(median, sorted[0], sorted[sorted.length - 1]));
    }
}
