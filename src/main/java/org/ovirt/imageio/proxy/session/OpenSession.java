// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.session;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemException;
import org.ovirt.imageio.proxy.ticket.Activity;
import org.ovirt.imageio.proxy.ticket.Proof;
import org.ovirt.imageio.proxy.ticket.Ticker;
import org.ovirt.imageio.proxy.ticket.TicketId;

/**
 * A session on this node, with what goes on under it.
 *
 * <p>It ends when no byte has flowed for as long as its token was good for, and at the latest after
 * a configured time. What is running then goes on; only {@link #revoke} ends that. Safe for use by
 * several threads; nothing in it blocks.
 */
public final class OpenSession implements Proof {
    private final Ticker ticker;
    private final Duration longest;
    private final Set<Activity> running = new HashSet<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private ImageSession content;
    private long openedAt;
    private long usedAt;
    private boolean revoked;

    OpenSession(ImageSession content, Duration longest, Ticker ticker) {
        this.content = content;
        this.longest = longest;
        this.ticker = ticker;
        openedAt = ticker.nanos();
        usedAt = openedAt;
    }

    /** Returns what its token has allowed, and what kind it was. */
    public synchronized Access access() {
        return content.access();
    }

    TicketId ticketId() {
        return access().grant().ticketId();
    }

    /** Takes what a new token allows; what is running is not touched. */
    synchronized void renew(ImageSession newContent) {
        content = newContent;
        openedAt = ticker.nanos();
        usedAt = openedAt;
    }

    /** Returns whether nothing new may begin under it. */
    synchronized boolean isOver() {
        long now = ticker.nanos();
        boolean unused = running.isEmpty() && now - usedAt - content.window().toNanos() >= 0;
        return revoked || unused || now - openedAt - longest.toNanos() >= 0;
    }

    /** Returns whether it has been ended, and not by its age. */
    synchronized boolean isRevoked() {
        return revoked;
    }

    /**
     * Ends it if it is over with nothing going on that could be taken back.
     *
     * @return whether it is ended; nothing begins any more then
     */
    synchronized boolean retire() {
        if (!running.isEmpty() || !isOver()) {
            return false;
        }
        revoked = true;
        return true;
    }

    @Override
    public synchronized void begin(Activity activity) {
        if (revoked) {
            throw new ProblemException(
                    Problem.UNAUTHORIZED, "The session has been ended; open a new one.");
        }
        running.add(activity);
    }

    @Override
    public void finish(Activity activity) {
        boolean last;
        synchronized (this) {
            if (!running.remove(activity)) {
                return;
            }
            usedAt = ticker.nanos();
            last = revoked && running.isEmpty();
        }
        if (last) {
            ended.complete(null);
        }
    }

    /**
     * Cancels what is running and lets nothing new begin.
     *
     * @return what is done when the last byte has moved
     */
    CompletableFuture<Void> revoke() {
        List<Activity> toCancel;
        synchronized (this) {
            revoked = true;
            toCancel = List.copyOf(running);
        }
        toCancel.forEach(Activity::cancel);
        if (toCancel.isEmpty()) {
            ended.complete(null);
        }
        return ended.copy();
    }
}
