// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.cluster;

import com.hazelcast.map.IMap;
import com.hazelcast.query.Predicates;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.ovirt.imageio.proxy.cluster.TicketChange.Kind;
import org.ovirt.imageio.proxy.problem.ProblemException;
import org.ovirt.imageio.proxy.ticket.Standing;
import org.ovirt.imageio.proxy.ticket.Ticket;
import org.ovirt.imageio.proxy.ticket.TicketDirectory;
import org.ovirt.imageio.proxy.ticket.TicketId;
import org.ovirt.imageio.proxy.ticket.TicketState;
import org.ovirt.imageio.proxy.ticket.Transfer;
import org.ovirt.imageio.proxy.ticket.TransferReport;
import org.ovirt.imageio.proxy.ticket.Version;

/** The tickets that all nodes know. */
final class TicketMap implements TicketDirectory {
    static final String NAME = "tickets";
    static final String USED_AT = "used-at";

    private final Node node;
    private final IMap<String, TicketRecord> map;

    TicketMap(Node node) {
        this.node = node;
        map = node.map(NAME);
    }

    @Override
    public Optional<TicketState> find(TicketId id) {
        Optional<TicketState> found = record(id).map(record -> record.state(node.now()));
        if (found.isEmpty()) {
            // The others may know it; that there is no such ticket is for the majority to say.
            node.requireQuorum();
        }
        return found;
    }

    Optional<TicketRecord> record(TicketId id) {
        return Optional.ofNullable(node.ask(() -> map.get(id.value())));
    }

    @Override
    public void opened(Ticket carried) {
        long now = node.now();
        TicketRecord told = TicketRecord.of(Standing.OPENED_TOKEN, Version.NONE, carried, now);
        TicketRecord present = change(carried.id(), new TicketChange(Kind.OPEN, told, now));
        if (present != null && present.isRemoved()) {
            throw ProblemException.forbidden("the transfer was canceled");
        }
    }

    void install(Ticket ticket) {
        long now = node.now();
        TicketRecord told = TicketRecord.of(Standing.INSTALLED, Version.NONE, ticket, now);
        change(ticket.id(), new TicketChange(Kind.INSTALL, told, now));
    }

    /** Returns whether there is such a ticket. */
    boolean extend(TicketId id, Duration fromNow) {
        long now = node.now();
        TicketRecord told = withoutContent(now + fromNow.toMillis(), now);
        return change(id, new TicketChange(Kind.EXTEND, told, now)) != null;
    }

    void remove(TicketId id) {
        long now = node.now();
        change(id, new TicketChange(Kind.REMOVE, withoutContent(now, now), now));
    }

    private static TicketRecord withoutContent(long deadline, long now) {
        return new TicketRecord(
                Standing.REMOVED, Version.NONE, null, deadline, now, now, List.of());
    }

    /** Tells how a transfer was used on this node; does not wait. */
    void use(Transfer transfer, TransferReport report) {
        long now = node.now();
        long usedAt = now - report.idle().toMillis();
        Ticket ticket = transfer.ticket();
        TicketRecord told =
                new TicketRecord(
                        transfer.standing(),
                        transfer.version(),
                        ticket,
                        usedAt + ticket.timeout().toMillis(),
                        usedAt,
                        usedAt,
                        report.moved());
        // The next use tells again.
        var unused = map.submitToKey(ticket.id().value(), new TicketChange(Kind.USE, told, now));
    }

    private @Nullable TicketRecord change(TicketId id, TicketChange change) {
        return node.ask(() -> Optional.ofNullable(map.executeOnKey(id.value(), change)))
                .orElse(null);
    }

    /** Returns the tickets that were used at a time of the cluster's clock or later. */
    Collection<TicketRecord> usedSince(long time) {
        return node.ask(() -> map.values(Predicates.greaterEqual(USED_AT, time)));
    }

    /** Returns the ids of all tickets that have not been removed. */
    Set<TicketId> ids() {
        return node.ask(
                () ->
                        map.entrySet().stream()
                                .filter(entry -> !entry.getValue().isRemoved())
                                .map(entry -> new TicketId(entry.getKey()))
                                .collect(Collectors.toUnmodifiableSet()));
    }
}
