// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.cluster;

/** Some nodes of a cluster do not reach the others, and may all go on alone. */
public final class Partition implements AutoCloseable {
    private final Network network;

    Partition(Network network) {
        this.network = network;
    }

    /** Connects all nodes again; also where that was done before. */
    public void heal() {
        network.heal();
    }

    @Override
    public void close() {
        heal();
    }
}
