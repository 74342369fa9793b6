// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.ticket;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The journals of a single node. Whatever it returns is done already. */
public final class MemoryJournals implements JournalStore {
    private final ConcurrentMap<TicketId, WriteJournal> byTicket = new ConcurrentHashMap<>();

    @Override
    public CompletionStage<List<OpenWrite>> begin(TicketId ticket, OpenWrite write) {
        List<OpenWrite> conflicts = new ArrayList<>();
        byTicket.compute(
                ticket,
                (id, present) -> {
                    WriteJournal journal = present == null ? new WriteJournal() : present;
                    conflicts.addAll(journal.begin(write));
                    return journal;
                });
        return CompletableFuture.completedFuture(List.copyOf(conflicts));
    }

    @Override
    public CompletionStage<Void> end(TicketId ticket, WriteId id, boolean done) {
        byTicket.computeIfPresent(
                ticket,
                (same, journal) -> {
                    journal.end(id, done);
                    return journal.isEmpty() ? null : journal;
                });
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<JournalView> view(TicketId ticket) {
        List<JournalView> views = new ArrayList<>();
        byTicket.computeIfPresent(
                ticket,
                (id, journal) -> {
                    views.add(journal.view());
                    return journal;
                });
        return CompletableFuture.completedFuture(
                views.isEmpty() ? JournalView.EMPTY : views.get(0));
    }

    @Override
    public CompletionStage<Void> forget(TicketId ticket) {
        byTicket.computeIfPresent(
                ticket,
                (id, journal) -> {
                    journal.restart();
                    return journal.isEmpty() ? null : journal;
                });
        return CompletableFuture.completedFuture(null);
    }

    /** Returns how many transfers it knows something of. */
    int size() {
        return byTicket.size();
    }
}
