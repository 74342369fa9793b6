// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.ticket;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemException;

/**
 * All that happens under one ticket, from its installation to its removal.
 *
 * <p>Every completed activity extends the ticket by its timeout, as in ovirt-imageio 2.x. Safe for
 * use by several threads; nothing in it blocks.
 */
public final class Transfer implements ConnectionCount {
    private final Ticker ticker;
    private final long installedAt;
    private final Set<Activity> running = new HashSet<>();
    private final Set<OpenConnection> connections = new HashSet<>();
    private final RangeSet completed = new RangeSet();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private Ticket ticket;
    private Standing standing = Standing.INSTALLED;
    private Version version = Version.NONE;
    private boolean used;
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
        transfer.standing = Standing.TOKEN;
        return transfer;
    }

    /** Returns a transfer that other nodes have told of and that nobody has used on this one. */
    static Transfer told(Ticket ticket, TicketState state, Ticker ticker) {
        Transfer transfer = new Transfer(ticket, ticker);
        transfer.used = false;
        transfer.accessedAt -= state.idle().toNanos();
        transfer.follow(state);
        return transfer;
    }

    @Override
    public String logName() {
        return ticket().logName();
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
        if (standing == Standing.TOKEN) {
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
        if (standing != Standing.INSTALLED) {
            return carried;
        }
        return authorizeInstalled(operation)
                .within(carried)
                .filter(both -> both.allows(operation))
                .orElseThrow(() -> notAllowed(operation));
    }

    /**
     * Lets the ticket's id be proof, under what a token carries; the Engine's ticket stays.
     *
     * @return whether the id has become proof by this
     */
    synchronized boolean openToId(Ticket carried) {
        if (standing == Standing.INSTALLED) {
            return false;
        }
        boolean opened = standing == Standing.TOKEN;
        standing = Standing.OPENED_TOKEN;
        ticket = carried;
        touch();
        return opened;
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
        Duration grace = standing == Standing.INSTALLED ? kept : Duration.ZERO;
        boolean dispensable = roomNeeded && standing == Standing.TOKEN;
        if (!running.isEmpty() || (!dispensable && expiredFor().compareTo(grace) <= 0)) {
            return false;
        }
        canceled = true;
        return true;
    }

    /** Returns whether the Engine has installed the ticket; if not, its daemon is to be checked. */
    public synchronized boolean isInstalled() {
        return standing == Standing.INSTALLED;
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
            completed.limit(TransferReport.MOST_SPANS);
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
        used = true;
        accessedAt = ticker.nanos();
        expiresAt = accessedAt + ticket.timeout().toNanos();
    }

    /** Lets the ticket end after a time from now. */
    public synchronized void extend(Duration fromNow) {
        expiresAt = ticker.nanos() + fromNow.toNanos();
    }

    @Override
    public synchronized void connectionOpened(OpenConnection connection) {
        requireNotCanceled();
        connections.add(connection);
    }

    @Override
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

    /** Asks what is running to end because the proxy stops; anything new may begin. */
    void stopRunning() {
        List<Activity> toStop;
        synchronized (this) {
            toStop = List.copyOf(running);
        }
        toStop.forEach(Activity::stop);
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
        standing = Standing.INSTALLED;
        completed.clear();
        touch();
        return true;
    }

    /** Returns who may use it. */
    public synchronized Standing standing() {
        return standing;
    }

    /** Returns how new what this node knows of the ticket is. */
    public synchronized Version version() {
        return version;
    }

    /** Returns whether it is over on this node, as far as this node knows. */
    synchronized boolean isExpired() {
        return standing != Standing.TOKEN && expiredFor().compareTo(Duration.ZERO) >= 0;
    }

    /**
     * Takes what all nodes know, if it is newer than what this one does.
     *
     * @return whether this transfer goes on; if not, it was removed
     */
    synchronized boolean follow(TicketState state) {
        if (canceled || state.ticket().isEmpty()) {
            return false;
        }
        if (state.version().compareTo(version) > 0) {
            if (!state.version().isSameEdition(version) || standing != state.standing()) {
                ticket = state.ticket().get();
                standing = state.standing();
            }
            if (!state.version().isSameEdition(version)) {
                completed.clear();
            }
            version = state.version();
            expiresAt = ticker.nanos() + state.left().toNanos();
        }
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

    /**
     * Returns how many bytes were relayed, in the union of all ranges; less if those are more than
     * can be counted.
     */
    public synchronized long transferred() {
        return moved().sum();
    }

    private RangeSet moved() {
        RangeSet ranges = new RangeSet(completed);
        for (Activity activity : running) {
            ranges.add(activity.offset(), activity.offset() + activity.done());
        }
        return ranges;
    }

    /** Returns what the Engine is told of this node. */
    public TransferStatus status() {
        return status(List.of());
    }

    /** Returns what the Engine is told of this node and others. */
    public synchronized TransferStatus status(List<TransferReport> others) {
        List<TransferReport> all = new ArrayList<>(others);
        all.add(report());
        return TransferStatus.of(ticket, ticker.nanos(), all);
    }

    /** Returns how it stands on this node. */
    public synchronized TransferReport report() {
        boolean active = !running.isEmpty();
        long now = ticker.nanos();
        return new TransferReport(
                active,
                canceled,
                connections.size(),
                Duration.ofNanos(expiresAt - now),
                active ? Duration.ZERO : Duration.ofNanos(now - accessedAt),
                moved().spans());
    }

    /**
     * Returns how it stands on this node if it was used since this was last asked, or is being used
     * now.
     */
    public synchronized Optional<TransferReport> news() {
        boolean any = used || !running.isEmpty();
        used = false;
        return any ? Optional.of(report()) : Optional.empty();
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
