// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.token;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.ovirt.imageio.proxy.ticket.DaemonUri;
import org.ovirt.imageio.proxy.ticket.Operation;
import org.ovirt.imageio.proxy.ticket.TicketId;

/** What tokens of tests allow. */
final class Grants {
    static final TicketId TICKET = new TicketId("11112222-aaaa-4bbb-8ccc-777788889999");
    static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    static final Instant EXPIRES = NOW.plusSeconds(300);

    private Grants() {}

    /** One that says everything. */
    static Grant full() {
        return new Grant(
                TICKET,
                daemon("host.example"),
                Set.of(Operation.READ),
                OptionalLong.of(5_000_000_000_000L),
                Optional.of("5f9c2a3e-6a0f-4b0e-9a39-0c0f3a8d1e21"),
                Optional.of("Gürteltier \"1\".raw"),
                EXPIRES);
    }

    /** One that says as little as it can. */
    static Grant plain() {
        return plain(daemon("host.example"));
    }

    /** The same on another daemon. */
    static Grant plain(DaemonUri daemon) {
        return new Grant(
                TICKET,
                daemon,
                Set.of(Operation.READ, Operation.WRITE),
                OptionalLong.empty(),
                Optional.empty(),
                Optional.empty(),
                EXPIRES);
    }

    static DaemonUri daemon(String host) {
        return new DaemonUri(host, 54322, "/images/" + TICKET.value());
    }
}
