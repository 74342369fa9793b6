// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.it;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.util.SplittableRandom;
import org.ovirt.imageio.testing.cluster.Cluster;
import org.ovirt.imageio.testing.cluster.Node;
import org.ovirt.imageio.testing.cluster.Partition;

/** What can befall a node. */
enum Fault {
    /** SIGKILL, and a new start at once. */
    KILL {
        @Override
        void befall(Cluster cluster, Node node, SplittableRandom random) throws Exception {
            node.kill();
            node.launchAgain();
        }
    },
    /** SIGSTOP, and SIGCONT after 1 to 15 seconds. */
    PAUSE {
        @Override
        void befall(Cluster cluster, Node node, SplittableRandom random) throws Exception {
            node.pause();
            MILLISECONDS.sleep(random.nextInt(1000, 15_001));
            node.resume();
        }
    },
    /** No way to the other nodes for 1 to 20 seconds. */
    SPLIT {
        @Override
        void befall(Cluster cluster, Node node, SplittableRandom random) throws Exception {
            Partition partition = cluster.split(node);
            MILLISECONDS.sleep(random.nextInt(1000, 20_001));
            partition.heal();
        }
    },
    /** SIGTERM, and a new start when it has ended. */
    RESTART {
        @Override
        void befall(Cluster cluster, Node node, SplittableRandom random) throws Exception {
            node.restart();
        }
    };

    /** Brings it about, and undoes it after a while, as far as that can be awaited. */
    abstract void befall(Cluster cluster, Node node, SplittableRandom random) throws Exception;
}
