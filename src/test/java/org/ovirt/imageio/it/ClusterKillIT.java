// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.it;

import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static org.ovirt.imageio.it.Fault.KILL;
import static org.ovirt.imageio.it.Fault.PAUSE;
import static org.ovirt.imageio.it.Fault.RESTART;
import static org.ovirt.imageio.it.Fault.SPLIT;

import java.util.List;
import java.util.SplittableRandom;
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
 * <p>The system property {@code imageio.cluster.tens-of-kills} says how often. A round is repeated,
 * as far as time allows, by its fault and its seed, which are in its name.
 */
@ExtendWith(ClusterWorld.class)
class ClusterKillIT {
    /** Ten kills, and what else can befall a node, once each. */
    private static final List<Fault> TEN_KILLS =
            List.of(
                    KILL, KILL, KILL, PAUSE, KILL, KILL, KILL, SPLIT, KILL, KILL, KILL, KILL,
                    RESTART);

    private final Cluster cluster;

    ClusterKillIT(Cluster cluster) {
        this.cluster = cluster;
    }

    static Stream<Arguments> rounds() {
        SplittableRandom random = new SplittableRandom();
        return Stream.generate(() -> TEN_KILLS)
                .limit(Integer.getInteger("imageio.cluster.tens-of-kills", 1))
                .flatMap(List::stream)
                .map(fault -> arguments(fault, random.nextLong()));
    }

    @ParameterizedTest(name = "{0} with seed {1}")
    @MethodSource("rounds")
    void noAcknowledgedByteIsLostAndNoRevokedTicketMovesOne(Fault fault, long seed)
            throws Exception {
        assumeTrue(
                fault != SPLIT || cluster.whyWhole().isEmpty(),
                () -> cluster.whyWhole().orElseThrow());
        new FaultRound(cluster, fault, seed).play();
    }
}
