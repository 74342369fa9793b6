// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.control;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.ovirt.imageio.proxy.ticket.Activity;
import org.ovirt.imageio.proxy.ticket.DaemonUri;
import org.ovirt.imageio.proxy.ticket.Operation;
import org.ovirt.imageio.proxy.ticket.Ticket;
import org.ovirt.imageio.proxy.ticket.TicketId;

/** Does not end when it is told to. */
final class StuckActivity implements Activity {
    static final TicketId ID = new TicketId("00000000-0000-4000-8000-000000000000");
    private static final String URL = "https://host.example/images/x";

    /** A ticket for it. */
    static Ticket ticket() {
        return new Ticket(
                ID,
                4096,
                Set.of(Operation.READ),
                Duration.ofMinutes(5),
                Duration.ofMinutes(1),
                URL,
                DaemonUri.parse(URL),
                "transfer",
                Optional.empty(),
                false,
                false);
    }

    @Override
    public long offset() {
        return 0;
    }

    @Override
    public long done() {
        return 0;
    }

    @Override
    public void cancel() {}
}
