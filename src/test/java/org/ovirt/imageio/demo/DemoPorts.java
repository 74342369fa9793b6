// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.demo;

import java.util.List;
import java.util.stream.IntStream;
import org.ovirt.imageio.testing.server.Ports;

/**
 * Where a node of the demo listens, on loopback.
 *
 * @param node its number, from 1
 * @param data for clients
 * @param control for the Engine
 * @param cluster for other nodes, where there are any
 */
record DemoPorts(int node, int data, int control, int cluster) {
    static final String ADDRESS = "127.0.0.1";

    private static final String DATA = "imageio.port";
    private static final String CONTROL = "imageio.control.port";
    private static final String CLUSTER = "imageio.cluster.port";
    private static final int BETWEEN_NODES = 10;

    /** Those of so many nodes; system properties choose others, with a number from node 2 on. */
    static List<DemoPorts> ofNodes(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(DemoPorts::ofNode).toList();
    }

    private static DemoPorts ofNode(int node) {
        int step = BETWEEN_NODES * (node - 1);
        return new DemoPorts(
                node,
                Integer.getInteger(key(DATA, node), 54323 + step),
                Integer.getInteger(key(CONTROL, node), 54324 + step),
                Integer.getInteger(key(CLUSTER, node), 5700 + node));
    }

    private static String key(String name, int node) {
        return node == 1 ? name : name + "." + node;
    }

    /**
     * Checks that a node can listen there.
     *
     * @param clustered whether there are other nodes
     * @throws org.ovirt.imageio.testing.server.PortBusyException naming who is in the way
     */
    void requireFree(boolean clustered) {
        Ports.requireFree(data, key(DATA, node));
        Ports.requireFree(control, key(CONTROL, node));
        if (clustered) {
            Ports.requireFree(cluster, key(CLUSTER, node));
        }
    }

    /** What other nodes list to find it. */
    String member() {
        return ADDRESS + ":" + cluster;
    }
}
