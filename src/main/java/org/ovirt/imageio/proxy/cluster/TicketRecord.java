// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ovirt.imageio.proxy.ticket.Span;
import org.ovirt.imageio.proxy.ticket.Standing;
import org.ovirt.imageio.proxy.ticket.Ticket;
import org.ovirt.imageio.proxy.ticket.TicketState;
import org.ovirt.imageio.proxy.ticket.TransferReport;
import org.ovirt.imageio.proxy.ticket.Version;

/**
 * A ticket in the cluster's map. Times are milliseconds of the cluster's clock.
 *
 * @param standing who may use it
 * @param version how new this is
 * @param ticket what is allowed; null if it has been removed
 * @param deadline when it ends without being used
 * @param decidedAt when the Engine has said so
 * @param usedAt when it was used last, as far as the nodes have told
 * @param moved the union of the ranges that the nodes have told of
 */
record TicketRecord(
        Standing standing,
        Version version,
        @Nullable Ticket ticket,
        long deadline,
        long decidedAt,
        long usedAt,
        List<Span> moved) {
    TicketRecord {
        moved = List.copyOf(moved);
    }

    static TicketRecord of(Standing standing, Version version, Ticket ticket, long now) {
        long deadline = now + ticket.timeout().toMillis();
        return new TicketRecord(standing, version, ticket, deadline, now, now, List.of());
    }

    TicketState state(long now) {
        return new TicketState(
                standing,
                version,
                Optional.ofNullable(ticket),
                Duration.ofMillis(deadline - now),
                Duration.ofMillis(Math.max(now - usedAt, 0)));
    }

    boolean isRemoved() {
        return standing == Standing.REMOVED;
    }

    /** What all nodes know after the Engine has removed it; only a new installation is newer. */
    TicketRecord removed() {
        return new TicketRecord(
                Standing.REMOVED, version, null, deadline, decidedAt, usedAt, List.of());
    }

    TicketRecord endingAt(long newDeadline, long now) {
        return new TicketRecord(standing, stamped(), ticket, newDeadline, now, usedAt, moved);
    }

    private Version stamped() {
        return new Version(version.life(), version.edition(), version.stamp() + 1);
    }

    /**
     * Two halves have each installed another ticket; newer than both, so that all nodes take it.
     */
    private TicketRecord reissued() {
        Version newer = new Version(version.life(), version.edition() + 1, 0);
        return new TicketRecord(standing, newer, ticket, deadline, decidedAt, usedAt, moved);
    }

    TicketRecord opened(Ticket carried, long now) {
        long newDeadline = Math.max(deadline, now + carried.timeout().toMillis());
        return new TicketRecord(
                Standing.OPENED_TOKEN, stamped(), carried, newDeadline, now, usedAt, moved);
    }

    /** What holds after a use, which extends it unless the Engine has decided later. */
    TicketRecord used(TicketRecord use) {
        boolean extended = use.usedAt > decidedAt && use.deadline > deadline;
        return new TicketRecord(
                standing,
                extended ? stamped() : version,
                ticket,
                extended ? use.deadline : deadline,
                decidedAt,
                Math.max(usedAt, use.usedAt),
                TransferReport.union(moved, use.moved));
    }

    /**
     * Returns what holds after two halves of a cluster have found one another again: a removal wins
     * over all but a later installation, and nothing that one half has seen is forgotten.
     */
    TicketRecord mergedWith(TicketRecord other) {
        int lives = Long.compare(version.life(), other.version.life());
        if (lives != 0) {
            return lives > 0 ? this : other;
        }
        if (isRemoved() || other.isRemoved()) {
            return isRemoved() ? this : other;
        }
        int editions = Long.compare(version.edition(), other.version.edition());
        if (editions != 0) {
            return editions > 0 ? this : other;
        }
        if (standing == other.standing && !Objects.equals(ticket, other.ticket)) {
            return (decidedAt >= other.decidedAt ? this : other).reissued();
        }
        TicketRecord base = standing.compareTo(other.standing) >= 0 ? this : other;
        long stamp = Math.max(version.stamp(), other.version.stamp()) + 1;
        return new TicketRecord(
                base.standing,
                new Version(version.life(), version.edition(), stamp),
                base.ticket,
                Math.max(deadline, other.deadline),
                Math.max(decidedAt, other.decidedAt),
                Math.max(usedAt, other.usedAt),
                TransferReport.union(moved, other.moved));
    }
}
