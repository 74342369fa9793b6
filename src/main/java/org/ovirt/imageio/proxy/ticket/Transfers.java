// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.ticket;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemException;

/** The transfers of this node, by ticket. Safe for use by several threads. */
public final class Transfers {
    /** Long after its end a ticket may still be extended, but not for ever. */
    private static final Duration KEPT_AFTER_EXPIRY = Duration.ofHours(1);

    /** So that two tickets seldom wait for one another. */
    private static final int LOCKS = 64;

    private final ConcurrentMap<TicketId, Transfer> byId = new ConcurrentHashMap<>();
    private final List<Object> locks = Stream.generate(Object::new).limit(LOCKS).toList();
    private final Revocations revocations;
    private final TicketDirectory directory;
    private final JournalStore journals;
    private final Ticker ticker;
    private final int capacity;

    /**
     * Creates the empty set of a single node.
     *
     * @param ticker the clock of timeouts
     * @param capacity how many tickets are held at most
     * @param tokenLifetime how long a token can be shown, so how long a removal is remembered
     * @param journals what has been written, to be forgotten with its transfer
     */
    public Transfers(Ticker ticker, int capacity, Duration tokenLifetime, JournalStore journals) {
        this(ticker, capacity, tokenLifetime, journals, TicketDirectory.OF_ONE_NODE);
    }

    /**
     * Creates an empty set.
     *
     * @param ticker the clock of timeouts
     * @param capacity how many tickets are held at most
     * @param tokenLifetime how long a token can be shown, so how long a removal is remembered
     * @param journals what has been written, to be forgotten with its transfer
     * @param directory what other nodes know
     */
    public Transfers(
            Ticker ticker,
            int capacity,
            Duration tokenLifetime,
            JournalStore journals,
            TicketDirectory directory) {
        this.journals = journals;
        this.ticker = ticker;
        this.capacity = capacity;
        this.directory = directory;
        revocations = new Revocations(ticker, tokenLifetime);
    }

    /**
     * Installs a ticket. One of the same id is replaced, as in ovirt-imageio 2.x; its running
     * relays go on, under the new ticket.
     *
     * @throws ProblemException {@link Problem#TOO_MANY_TICKETS} if there is no room
     */
    public void install(Ticket ticket) {
        requireRoom(ticket);
        byId.compute(ticket.id(), (id, present) -> install(present, ticket));
    }

    /**
     * Checks that there is room for a ticket.
     *
     * @throws ProblemException {@link Problem#TOO_MANY_TICKETS} if there is none
     */
    public void requireRoom(Ticket ticket) {
        purge(false);
        if (isFull(ticket)) {
            purge(true);
        }
        if (isFull(ticket)) {
            throw new ProblemException(
                    Problem.TOO_MANY_TICKETS,
                    "The proxy holds as many tickets as it may; remove tickets that are not used.");
        }
    }

    private boolean isFull(Ticket ticket) {
        return byId.size() >= capacity && !byId.containsKey(ticket.id());
    }

    /**
     * Returns the transfer of a ticket that a token carries: the one that is there, or a new one.
     *
     * @param openToId whether the ticket's id is proof from now on, as in proxy 1.2.1 and newer;
     *     otherwise nobody can use a new one without a token
     * @throws ProblemException {@link Problem#FORBIDDEN} if the Engine has removed the ticket,
     *     {@link Problem#TOO_MANY_TICKETS} if there is no room
     */
    public Transfer join(Ticket ticket, boolean openToId) {
        Transfer joined = byId.get(ticket.id());
        if (joined == null) {
            refreshIfPossible(ticket.id());
            requireRoom(ticket);
            joined = byId.compute(ticket.id(), (id, present) -> join(present, ticket));
        }
        requireNotRevokedHere(ticket.id());
        if (openToId && joined.openToId(ticket)) {
            directory.opened(ticket);
        }
        return joined;
    }

    /**
     * Checks that the Engine has not removed a ticket.
     *
     * @throws ProblemException {@link Problem#FORBIDDEN}
     */
    public void requireNotRevoked(TicketId id) {
        if (!byId.containsKey(id)) {
            refresh(id);
        }
        requireNotRevokedHere(id);
    }

    private void requireNotRevokedHere(TicketId id) {
        if (revocations.contains(id)) {
            throw ProblemException.forbidden("the transfer was canceled");
        }
    }

    private Transfer join(@Nullable Transfer present, Ticket ticket) {
        requireNotRevokedHere(ticket.id());
        if (present != null) {
            return present;
        }
        TransferLog.started(ticket);
        return Transfer.forTokens(ticket, ticker);
    }

    /**
     * Refuses tokens with a ticket from now on, because the Engine has removed it.
     *
     * @return the transfer to cancel, if there is one
     */
    public Optional<Transfer> revoke(TicketId id) {
        // As one step, so that a token cannot begin what has just been removed.
        return Optional.ofNullable(
                byId.compute(
                        id,
                        (same, present) -> {
                            revocations.add(same);
                            return present;
                        }));
    }

    private Transfer install(@Nullable Transfer present, Ticket ticket) {
        revocations.remove(ticket.id());
        if (present != null && replace(present, ticket)) {
            TransferLog.replaced(ticket);
            return present;
        }
        if (present != null) {
            TransferLog.ended(present, "removed");
            journals.forget(ticket.id());
        }
        TransferLog.started(ticket);
        return new Transfer(ticket, ticker);
    }

    /** What was written elsewhere says nothing of an image on another daemon. */
    private boolean replace(Transfer present, Ticket ticket) {
        DaemonUri before = present.ticket().daemon();
        boolean replaced = present.replace(ticket);
        if (replaced && !before.equals(ticket.daemon())) {
            journals.forget(ticket.id());
        }
        return replaced;
    }

    /**
     * Returns the transfer of a ticket, expired or not. May block where the ticket is unknown here
     * or has expired: another node may have used it since.
     */
    public Optional<Transfer> find(TicketId id) {
        Transfer present = byId.get(id);
        if (present == null || present.isExpired()) {
            refresh(id);
            present = byId.get(id);
        }
        return Optional.ofNullable(present);
    }

    /** Returns the transfer of a ticket as this node knows it. */
    public Optional<Transfer> known(TicketId id) {
        return Optional.ofNullable(byId.get(id));
    }

    /**
     * Takes what all nodes know of a ticket; a removal cancels what is running. May block.
     *
     * @return the transfer on this node, if there is one, which may be ending
     */
    public Optional<Transfer> refresh(TicketId id) {
        // Two at once could take what they have read in the wrong order.
        synchronized (lock(id)) {
            directory.find(id).ifPresent(state -> follow(id, state));
            return Optional.ofNullable(byId.get(id));
        }
    }

    private Object lock(TicketId id) {
        return locks.get(Math.floorMod(id.hashCode(), LOCKS));
    }

    /** A token proves itself, also where others cannot be asked. */
    private void refreshIfPossible(TicketId id) {
        try {
            refresh(id);
        } catch (ProblemException e) {
            if (e.problem() != Problem.CLUSTER_MINORITY) {
                throw e;
            }
        }
    }

    private void follow(TicketId id, TicketState state) {
        if (state.standing() == Standing.REMOVED) {
            // Nobody waits here; who asked for the removal asks every node.
            var unused = end(id);
        } else if (state.standing() != Standing.TOKEN) {
            state.ticket().ifPresent(ticket -> follow(id, ticket, state));
        }
    }

    private void follow(TicketId id, Ticket ticket, TicketState state) {
        byId.compute(
                id,
                (same, present) -> {
                    revocations.remove(id);
                    if (present != null && present.follow(state)) {
                        return present;
                    }
                    TransferLog.started(ticket);
                    return Transfer.told(ticket, state, ticker);
                });
    }

    /**
     * Removes a ticket from this node: cancels what is running and forgets it afterwards.
     *
     * @return what is done when the last byte has moved here
     */
    public CompletableFuture<Void> end(TicketId id) {
        // Not while somebody takes what was true before.
        synchronized (lock(id)) {
            return endNow(id);
        }
    }

    private CompletableFuture<Void> endNow(TicketId id) {
        Optional<Transfer> found = revoke(id);
        found.ifPresent(Transfer::cancel);
        return found.map(transfer -> transfer.ended().thenRun(() -> remove(id, transfer)))
                .orElseGet(() -> CompletableFuture.completedFuture(null));
    }

    /** Forgets a transfer whose activities have ended, and what was written in it. */
    public void remove(TicketId id, Transfer transfer) {
        remove(id, transfer, "removed");
    }

    private void remove(TicketId id, Transfer transfer, String why) {
        if (drop(id, transfer, why)) {
            journals.forget(id);
        }
    }

    /** Asks all that is running to end because the proxy stops; the tickets stay. */
    public void stopRunning() {
        byId.values().forEach(Transfer::stopRunning);
    }

    private boolean drop(TicketId id, Transfer transfer, String why) {
        boolean dropped = byId.remove(id, transfer);
        if (dropped) {
            TransferLog.ended(transfer, why);
        }
        return dropped;
    }

    /**
     * Cancels all, because the proxy stops; that is not the end of what was written.
     *
     * @return what is done when the last byte has moved
     */
    public CompletableFuture<Void> close() {
        List<CompletableFuture<Void>> ends = new ArrayList<>();
        byId.forEach(
                (id, transfer) -> {
                    transfer.cancel();
                    ends.add(transfer.ended());
                    drop(id, transfer, "the proxy stops");
                });
        return CompletableFuture.allOf(ends.toArray(CompletableFuture<?>[]::new));
    }

    /** Returns all transfers at this moment. */
    public List<Transfer> all() {
        return List.copyOf(byId.values());
    }

    private void purge(boolean roomNeeded) {
        byId.forEach(
                (id, transfer) -> {
                    if (transfer.retire(KEPT_AFTER_EXPIRY, roomNeeded)) {
                        if (transfer.isInstalled()) {
                            // What bounded tokens must not be forgotten before them.
                            revocations.add(id);
                        }
                        remove(id, transfer, "expired");
                    }
                });
    }
}
