// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.it;

import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.EnumSet;
import java.util.Iterator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.ovirt.imageio.testing.cluster.Cluster;
import org.ovirt.imageio.testing.cluster.ClusterWorld;

/**
 * Nodes die, stop, are cut off and start again while images go through them.
 *
 * <p>The system property {@code imageio.cluster.faults} says how often. A round is repeated, as far
 * as time allows, by its fault and its seed, which are in its name.
 */
@ExtendWith(ClusterWorld.class)
class ClusterKillIT {
    private static final int IN_SHORT = 10;

    private final Cluster cluster;

    ClusterKillIT(Cluster cluster) {
        this.cluster = cluster;
    }

    /** All kinds of faults, in turn. */
    static Stream<Arguments> rounds() {
        SplittableRandom random = new SplittableRandom();
        Iterator<Fault> faults =
                Stream.generate(EnumSet.allOf(Fault.class)::stream).flatMap(all -> all).iterator();
        return IntStream.range(0, Integer.getInteger("imageio.cluster.faults", IN_SHORT))
                .mapToObj(round -> arguments(faults.next(), random.nextLong()));
    }

    @ParameterizedTest(name = "{0} with seed {1}")
    @MethodSource("rounds")
    void noAcknowledgedByteIsLostAndNoRevokedTicketMovesOne(Fault fault, long seed)
            throws Exception {
        assumeTrue(
                fault != Fault.SPLIT || cluster.whyWhole().isEmpty(),
                () -> cluster.whyWhole().orElseThrow());
        new FaultRound(cluster, fault, seed).play();
    }
}
