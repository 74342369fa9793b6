// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.session;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.ovirt.imageio.proxy.ticket.DaemonUri;
import org.ovirt.imageio.proxy.ticket.Operation;
import org.ovirt.imageio.proxy.ticket.SampleTicket;
import org.ovirt.imageio.proxy.ticket.TicketId;
import org.ovirt.imageio.proxy.token.Grant;
import org.ovirt.imageio.proxy.token.TokenForm;

/** What a token could allow. */
public final class SampleGrant {
    /** When it expires. */
    public static final Instant EXPIRES = Instant.parse("2026-06-01T12:05:00Z");

    private SampleGrant() {}

    public static Access access() {
        return access(SampleTicket.ID);
    }

    public static Access access(TicketId ticket) {
        return new Access(grant(ticket), TokenForm.JWT);
    }

    private static Grant grant(TicketId ticket) {
        return new Grant(
                ticket,
                DaemonUri.parse("https://host.example:54322/images/" + ticket.value()),
                Set.of(Operation.READ),
                OptionalLong.of(1000),
                Optional.of("transfer-1"),
                Optional.empty(),
                EXPIRES);
    }
}
