// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.ticket;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** The tickets of a single node. */
public final class LocalTickets implements Tickets {
    private final Transfers transfers;

    /** Creates them on the node's transfers. */
    public LocalTickets(Transfers transfers) {
        this.transfers = transfers;
    }

    @Override
    public void install(Ticket ticket) {
        transfers.install(ticket);
    }

    @Override
    public Optional<TransferStatus> status(TicketId id) {
        return transfers.find(id).map(Transfer::status);
    }

    @Override
    public boolean extend(TicketId id, Duration fromNow) {
        Optional<Transfer> found = transfers.find(id);
        found.ifPresent(transfer -> transfer.extend(fromNow));
        return found.isPresent();
    }

    @Override
    public CompletableFuture<Void> remove(TicketId id) {
        return transfers.end(id);
    }

    @Override
    public Set<TicketId> ids() {
        return transfers.all().stream()
                .map(transfer -> transfer.ticket().id())
                .collect(Collectors.toUnmodifiableSet());
    }
}
