// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.cluster;

import java.nio.file.Path;
import org.ovirt.imageio.testing.daemon.DaemonTicket;

/**
 * An image on the daemon.
 *
 * @param ticket the daemon's ticket for it
 */
public record ClusterImage(DaemonTicket ticket) {
    /** The id of its ticket. */
    public String id() {
        return ticket.uuid();
    }

    /** Its file. */
    public Path file() {
        return ticket.file();
    }

    /** Its size in bytes. */
    public long size() {
        return ticket.size();
    }
}
