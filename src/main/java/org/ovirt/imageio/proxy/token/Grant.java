// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.token;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.ovirt.imageio.proxy.ticket.DaemonUri;
import org.ovirt.imageio.proxy.ticket.Operation;
import org.ovirt.imageio.proxy.ticket.Ticket;
import org.ovirt.imageio.proxy.ticket.TicketId;

/**
 * What a verified token allows, whichever kind it is.
 *
 * @param ticketId the ticket on the daemon, the last segment of {@code /images/<id>}
 * @param daemon where the daemon serves its image
 * @param operations what is allowed, at least one
 * @param size upper bound of the bytes that can be addressed, if the token has one
 * @param transferId the Engine's name of the transfer, for logs
 * @param filename the name under which a browser stores a download
 * @param expires when the token is over; the clocks may differ
 */
public record Grant(
        TicketId ticketId,
        DaemonUri daemon,
        Set<Operation> operations,
        OptionalLong size,
        Optional<String> transferId,
        Optional<String> filename,
        Instant expires) {
    /** Refuses a grant of nothing. */
    public Grant {
        if (operations.isEmpty()) {
            throw new IllegalArgumentException("at least one operation must be allowed");
        }
        operations = Set.copyOf(operations);
    }

    /**
     * Returns the ticket that the token carries.
     *
     * @param now the time
     * @param inactivityTimeout how long a client may keep a relay waiting
     */
    public Ticket ticket(Instant now, Duration inactivityTimeout) {
        Duration left = Duration.between(now, expires);
        return new Ticket(
                ticketId,
                size.orElse(Long.MAX_VALUE),
                operations,
                left.isNegative() ? Duration.ZERO : left,
                inactivityTimeout,
                "https://" + daemon.authority() + daemon.path(),
                daemon,
                transferId.orElse("(token)"),
                filename,
                false,
                false);
    }
}
