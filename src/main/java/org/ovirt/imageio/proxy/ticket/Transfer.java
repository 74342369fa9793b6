// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.ticket;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemException;

/**
 * All that happens under one ticket, from its installation to its removal.
 *
 * <p>Every completed activity extends the ticket by its timeout, as in ovirt-imageio 2.x. Safe for
 * use by several threads; nothing in it blocks.
 */
public final class Transfer {
    /** Where a ticket has come from. */
    private enum Origin {
        /** The Engine has installed it; its id is proof. */
        ENGINE,
        /** It has come with a token, without which nobody can use it. */
        TOKEN,
        /** It has come with a token, and its id is proof all the same. */
        OPENED_TOKEN
    }

    private final Ticker ticker;
    private final long installedAt;
    private final Set<Activity> running = new HashSet<>();
    private final Set<OpenConnection> connections = new HashSet<>();
    private final RangeSet completed = new RangeSet();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private Ticket ticket;
    private Origin origin = Origin.ENGINE;
    private boolean canceled;
    private long accessedAt;
    private long expiresAt;

    Transfer(Ticket ticket, Ticker ticker) {
        this.ticket = ticket;
        this.ticker = ticker;
        installedAt = ticker.nanos();
        touch();
    }

    /** Returns a transfer under a ticket that the Engine has not installed. */
    static Transfer forTokens(Ticket ticket, Ticker ticker) {
        Transfer transfer = new Transfer(ticket, ticker);
        transfer.origin = Origin.TOKEN;
        return transfer;
    }

    /** Returns what the Engine allows. */
    public synchronized Ticket ticket() {
        return ticket;
    }

    /**
     * Returns the ticket if it allows an operation now.
     *
     * @throws ProblemException {@link Problem#FORBIDDEN} if it is expired, removed or does not
     */
    public synchronized Ticket authorize(Operation operation) {
        requireNotCanceled();
        if (origin == Origin.TOKEN) {
            throw unknown();
        }
        return authorizeInstalled(operation);
    }

    /**
     * Returns the ticket if it allows an operation now to whoever has shown a token that does. A
     * ticket that the Engine has installed bounds the token's.
     *
     * @param carried the token's ticket
     * @throws ProblemException {@link Problem#FORBIDDEN} if it is expired, removed or does not
     */
    public synchronized Ticket authorize(Ticket carried, Operation operation) {
        requireNotCanceled();
        if (origin != Origin.ENGINE) {
            return carried;
        }
        return authorizeInstalled(operation)
                .within(carried)
                .filter(both -> both.allows(operation))
                .orElseThrow(() -> notAllowed(operation));
    }

    /** Lets the ticket's id be proof, under what a token carries; the Engine's ticket stays. */
    synchronized void openToId(Ticket carried) {
        if (origin != Origin.ENGINE) {
            origin = Origin.OPENED_TOKEN;
            ticket = carried;
            touch();
        }
    }

    /**
     * Ends the transfer if nothing goes on and it is over, or is nobody's right: one that a token
     * has begun gives its owner nothing that the token does not.
     *
     * @param kept how long after its end the Engine's ticket may still be extended
     * @param roomNeeded whether it need not be over
     * @return whether it has ended; nothing begins any more then
     */
    synchronized boolean retire(Duration kept, boolean roomNeeded) {
        Duration grace = origin == Origin.ENGINE ? kept : Duration.ZERO;
        boolean dispensable = roomNeeded && origin == Origin.TOKEN;
        if (!running.isEmpty() || (!dispensable && expiredFor().compareTo(grace) <= 0)) {
            return false;
        }
        canceled = true;
        return true;
    }

    /** Returns whether the Engine has installed the ticket; if not, its daemon is to be checked. */
    public synchronized boolean isInstalled() {
        return origin == Origin.ENGINE;
    }

    private Ticket authorizeInstalled(Operation operation) {
        if (expiresAt - ticker.nanos() <= 0) {
            throw ProblemException.forbidden("the ticket has expired; start the transfer again");
        }
        if (!ticket.allows(operation)) {
            throw notAllowed(operation);
        }
        return ticket;
    }

    private static ProblemException notAllowed(Operation operation) {
        return ProblemException.forbidden("the ticket does not allow to " + operation.word());
    }

    /**
     * Notes that an activity has begun.
     *
     * @throws ProblemException {@link Problem#FORBIDDEN} if the ticket has been removed
     */
    public synchronized void begin(Activity activity) {
        requireNotCanceled();
        running.add(activity);
    }

    /** Notes that an activity has ended; extends the ticket. Has no effect the second time. */
    public void finish(Activity activity) {
        List<OpenConnection> idle = List.of();
        boolean last = false;
        synchronized (this) {
            if (!running.remove(activity)) {
                return;
            }
            completed.add(activity.offset(), activity.offset() + activity.done());
            touch();
            if (canceled && running.isEmpty()) {
                last = true;
                idle = List.copyOf(connections);
            }
        }
        idle.forEach(OpenConnection::closeSoon);
        if (last) {
            ended.complete(null);
        }
    }

    /** Extends the ticket by its timeout and notes that it was used just now. */
    public synchronized void touch() {
        accessedAt = ticker.nanos();
        expiresAt = accessedAt + ticket.timeout().toNanos();
    }

    /** Lets the ticket end after a time from now. */
    public synchronized void extend(Duration fromNow) {
        expiresAt = ticker.nanos() + fromNow.toNanos();
    }

    /**
     * Counts a connection to the daemon.
     *
     * @throws ProblemException {@link Problem#FORBIDDEN} if the ticket has been removed
     */
    public synchronized void connectionOpened(OpenConnection connection) {
        requireNotCanceled();
        connections.add(connection);
    }

    /** Takes back {@link #connectionOpened}. */
    public synchronized void connectionClosed(OpenConnection connection) {
        connections.remove(connection);
    }

    /** Cancels what is running and forbids anything new; {@link #ended} tells when it is over. */
    public void cancel() {
        List<Activity> toCancel;
        List<OpenConnection> idle;
        synchronized (this) {
            canceled = true;
            toCancel = List.copyOf(running);
            idle = toCancel.isEmpty() ? List.copyOf(connections) : List.of();
        }
        toCancel.forEach(Activity::cancel);
        idle.forEach(OpenConnection::closeSoon);
        if (toCancel.isEmpty()) {
            ended.complete(null);
        }
    }

    /** Returns what is done when, after {@link #cancel}, the last byte has moved. */
    public CompletableFuture<Void> ended() {
        return ended.copy();
    }

    /** Takes a new ticket of the same id, unless this transfer is ending. */
    synchronized boolean replace(Ticket newTicket) {
        if (canceled) {
            return false;
        }
        ticket = newTicket;
        origin = Origin.ENGINE;
        completed.clear();
        touch();
        return true;
    }

    /**
     * Returns how long the ticket has been expired with nothing going on; negative if it is not.
     */
    synchronized Duration expiredFor() {
        return running.isEmpty()
                ? Duration.ofNanos(ticker.nanos() - expiresAt)
                : Duration.ofNanos(-1);
    }

    /** Returns how long ago the ticket was installed. */
    public Duration age() {
        return Duration.ofNanos(ticker.nanos() - installedAt);
    }

    /** Returns how many bytes were relayed, in the union of all ranges. */
    public synchronized long transferred() {
        RangeSet ranges = new RangeSet(completed);
        for (Activity activity : running) {
            ranges.add(activity.offset(), activity.offset() + activity.done());
        }
        return ranges.sum();
    }

    /** Returns what the Engine is told. */
    public synchronized TransferStatus status() {
        boolean active = !running.isEmpty();
        return new TransferStatus(
                ticket,
                active,
                canceled,
                connections.size(),
                TimeUnit.NANOSECONDS.toSeconds(expiresAt),
                active ? 0 : TimeUnit.NANOSECONDS.toSeconds(ticker.nanos() - accessedAt),
                ticket.operations().size() == 1
                        ? OptionalLong.of(transferred())
                        : OptionalLong.empty());
    }

    private void requireNotCanceled() {
        if (canceled) {
            throw ProblemException.forbidden("the transfer was canceled");
        }
    }

    /**
     * Returns the problem of a ticket that is not there, or that is none of the business of who has
     * shown its id alone: both look the same.
     */
    public static ProblemException unknown() {
        return ProblemException.forbidden("there is no such ticket. Start the transfer again");
    }
}
