// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.ticket;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemException;

/**
 * What the Engine does with tickets, on every node of the proxy at once. May block, so not for I/O
 * threads.
 */
public interface Tickets {
    /**
     * Installs a ticket, or replaces the one of the same id. Every node takes it when this returns.
     *
     * @throws ProblemException {@link Problem#TOO_MANY_TICKETS} if there is no room, {@link
     *     Problem#CLUSTER_MINORITY} if too few nodes are left to decide that
     */
    void install(Ticket ticket);

    /** Returns how a transfer stands, on all nodes together, or nothing if there is none. */
    Optional<TransferStatus> status(TicketId id);

    /**
     * Lets a ticket end after a time from now.
     *
     * @return whether there is such a ticket
     * @throws ProblemException {@link Problem#CLUSTER_MINORITY} if too few nodes are left
     */
    boolean extend(TicketId id, Duration fromNow);

    /**
     * Removes a ticket: its relays are canceled and nothing new begins under it.
     *
     * @return what is done when the last byte has moved on every node
     * @throws ProblemException {@link Problem#CLUSTER_MINORITY} if too few nodes are left; it is
     *     removed all the same from those that can be reached
     */
    CompletableFuture<Void> remove(TicketId id);

    /** Returns the ids of all transfers. */
    Set<TicketId> ids();
}
