// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.cluster;

import java.util.concurrent.CompletableFuture;
import org.ovirt.imageio.proxy.ticket.DaemonUri;

/** Keeps the ticket of a daemon alive. */
@FunctionalInterface
public interface KeepAlive {
    /**
     * Tells a daemon that there is still a client; may block to look the daemon up.
     *
     * @param image where the daemon serves the image
     * @param vouched whether the Engine has installed the ticket; if not, its daemon is checked
     * @return what is done when the daemon has heard it, or has failed
     */
    CompletableFuture<Void> touch(DaemonUri image, boolean vouched);
}
