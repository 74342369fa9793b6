// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.cluster;

import java.util.Map;

/** The shared {@link Cluster} of two nodes, of which each goes on alone. */
public final class TwoNodeWorld extends ClusterWorld {
    /** Called by JUnit. */
    public TwoNodeWorld() {
        super(2, Map.of("imageio.cluster.isolation-limit", "15"));
    }
}
