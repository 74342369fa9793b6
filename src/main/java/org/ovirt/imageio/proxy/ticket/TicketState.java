// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.ticket;

import java.time.Duration;
import java.util.Optional;

/**
 * What all nodes know of a ticket.
 *
 * @param standing who may use it
 * @param version how new this is
 * @param ticket what is allowed; nothing if it has been removed
 * @param left how long it lives without being used, from now on; negative if it has expired
 * @param idle how long ago it was used
 */
public record TicketState(
        Standing standing, Version version, Optional<Ticket> ticket, Duration left, Duration idle) {
    /** Refuses a ticket that allows nothing and has not been removed. */
    public TicketState {
        if (ticket.isEmpty() != (standing == Standing.REMOVED)) {
            throw new IllegalArgumentException("only a removed ticket has no content");
        }
    }
}
