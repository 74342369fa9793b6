// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.ticket;

import java.util.Optional;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemException;

/** What all nodes together know of tickets. May block, so not for I/O threads. */
public interface TicketDirectory {
    /** Of a single node: nobody else knows anything. */
    TicketDirectory OF_ONE_NODE =
            new TicketDirectory() {
                @Override
                public Optional<TicketState> find(TicketId id) {
                    return Optional.empty();
                }

                @Override
                public void opened(Ticket carried) {
                    // There is nobody to tell.
                }
            };

    /**
     * Looks a ticket up.
     *
     * @throws ProblemException {@link Problem#CLUSTER_UNAVAILABLE} if that cannot be done now,
     *     {@link Problem#CLUSTER_MINORITY} if only others could know
     */
    Optional<TicketState> find(TicketId id);

    /**
     * Lets the id of a ticket that a token carries be proof on every node.
     *
     * @throws ProblemException {@link Problem#FORBIDDEN} if it has been removed, {@link
     *     Problem#CLUSTER_UNAVAILABLE} if that cannot be done now
     */
    void opened(Ticket carried);
}
