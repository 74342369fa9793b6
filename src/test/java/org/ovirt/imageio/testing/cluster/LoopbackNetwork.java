// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.cluster;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.ovirt.imageio.testing.server.Ports;

/** All nodes on the loopback of this machine, each with its own ports. */
final class LoopbackNetwork implements Network {
    private static final String LOOPBACK = "127.0.0.1";

    private final List<Place> places;
    private final String whyWhole;

    /**
     * One for so many nodes.
     *
     * @param whyWhole why there is nothing better
     */
    LoopbackNetwork(int nodes, String whyWhole) {
        places =
                Stream.generate(() -> new Place(LOOPBACK, LOOPBACK, Ports.free(), List.of()))
                        .limit(nodes)
                        .toList();
        this.whyWhole = whyWhole;
    }

    @Override
    public String hostAddress() {
        return LOOPBACK;
    }

    @Override
    public List<Place> places() {
        return places;
    }

    @Override
    public Optional<String> whyWhole() {
        return Optional.of(whyWhole);
    }

    @Override
    public void split(Set<Integer> island) {
        throw new UnsupportedOperationException(whyWhole);
    }

    @Override
    public void heal() {
        // It is always whole.
    }

    @Override
    public void close() {
        // Nothing was made.
    }
}
