// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.it;

import java.util.List;
import org.ovirt.imageio.testing.cluster.Cluster;
import org.ovirt.imageio.testing.cluster.ClusterImage;
import org.ovirt.imageio.testing.cluster.Node;

/** Why a cluster lets a client have an image. */
enum Proof {
    /** The Engine has installed a ticket on a node. */
    TICKET {
        @Override
        List<String> fields(Cluster cluster, Node node, ClusterImage image) throws Exception {
            node.engine().install(image.ticket(), cluster.daemonUri(image));
            return List.of();
        }
    },
    /** The client shows a JWT each time. */
    JWT {
        @Override
        List<String> fields(Cluster cluster, Node node, ClusterImage image) {
            return List.of("Authorization: " + new NodeClient(cluster, node).bearer(image));
        }
    },
    /** The client has opened a session on a node. */
    SESSION {
        @Override
        List<String> fields(Cluster cluster, Node node, ClusterImage image) throws Exception {
            return List.of("Session-Id: " + new NodeClient(cluster, node).openSession(image));
        }
    };

    /** Does what is to be done on a node, and returns the header fields of the client. */
    abstract List<String> fields(Cluster cluster, Node node, ClusterImage image) throws Exception;
}
