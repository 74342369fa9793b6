// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.ticket;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The writes that other nodes relay. */
@FunctionalInterface
public interface RemoteWrites {
    /** Of a single node: whoever else there was is gone, and its writes with it. */
    RemoteWrites NONE = write -> CompletableFuture.completedFuture(null);

    /**
     * Has a write canceled by the node that relays it. Does not block.
     *
     * @return done when no byte of it can move any more; failed if that is not known
     */
    CompletionStage<Void> cancel(OpenWrite write);
}
