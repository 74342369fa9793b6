// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.web;

import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemException;
import org.ovirt.imageio.proxy.ticket.Operation;
import org.ovirt.imageio.proxy.ticket.Ticket;
import org.ovirt.imageio.proxy.ticket.TicketId;
import org.ovirt.imageio.proxy.ticket.Transfer;
import org.ovirt.imageio.proxy.ticket.Transfers;

/**
 * Decides whether a request may do what it asks for. Whoever knows the id of an installed ticket
 * may use it, as in ovirt-imageio 2.x.
 */
final class ImageAuthorizer {
    private final Transfers transfers;

    /** A transfer and the ticket that allowed the operation. */
    record Allowed(Transfer transfer, Ticket ticket) {}

    ImageAuthorizer(Transfers transfers) {
        this.transfers = transfers;
    }

    /**
     * Finds the transfer of a ticket that allows an operation.
     *
     * @throws ProblemException {@link Problem#FORBIDDEN}
     */
    Allowed authorize(String ticketId, Operation operation) {
        Transfer transfer =
                TicketId.parse(ticketId)
                        .flatMap(transfers::find)
                        .orElseThrow(ImageAuthorizer::unknown);
        return new Allowed(transfer, transfer.authorize(operation));
    }

    private static ProblemException unknown() {
        return new ProblemException(
                Problem.FORBIDDEN,
                "You are not allowed to access this resource: there is no such ticket. Start the"
                        + " transfer again.");
    }
}
