// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.cluster;

import java.util.Map;
import java.util.stream.Collectors;

/** A process that starts a cluster, stops one of its nodes, prints their pids and waits. */
final class ClusterParent {

    private ClusterParent() {}

    /** Takes no arguments. */
    public static void main(String[] args) throws Exception {
        try (Cluster cluster = Cluster.start(2, Map.of())) {
            cluster.node(1).pause();
            System.out.println(
                    cluster.nodes().stream()
                            .map(node -> Long.toString(node.pid()))
                            .collect(Collectors.joining(" ", "nodes ", "")));
            Thread.currentThread().join();
        }
    }
}
