// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.cluster;

import java.util.List;

/**
 * Where a node runs.
 *
 * @param clientAddress where clients reach it, IPv4
 * @param clusterAddress where other nodes reach it, IPv4
 * @param clusterPort the TCP port there
 * @param prefix what starts a command in this place; empty where it is the place of this JVM
 */
record Place(String clientAddress, String clusterAddress, int clusterPort, List<String> prefix) {
    Place {
        prefix = List.copyOf(prefix);
    }

    /** Whether its loopback is another than that of this JVM. */
    boolean isApart() {
        return !prefix.isEmpty();
    }

    /** What another node lists to find this one. */
    String member() {
        return clusterAddress + ":" + clusterPort;
    }
}
