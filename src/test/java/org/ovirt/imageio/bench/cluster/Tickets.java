// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.bench.cluster;

import java.io.IOException;
import java.net.http.HttpResponse;
import org.ovirt.imageio.testing.cluster.Cluster;
import org.ovirt.imageio.testing.cluster.ClusterImage;

/** What is done with tickets again and again. */
final class Tickets {
    private static final int REMOVED = 204;

    private Tickets() {}

    /**
     * Removes an image's ticket at the first node.
     *
     * @throws IOException if that is not done completely
     */
    static void remove(Cluster cluster, ClusterImage image) throws IOException {
        HttpResponse<String> response = cluster.node(0).engine().delete(image.id());
        if (response.statusCode() != REMOVED) {
            throw new IOException(
                    "a removal is answered with " + response.statusCode() + " " + response.body());
        }
    }
}
