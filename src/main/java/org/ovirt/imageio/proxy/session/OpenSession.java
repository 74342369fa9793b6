// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.session;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemException;
import org.ovirt.imageio.proxy.session.SessionStore.Kept;
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
    private boolean used;
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

    synchronized ImageSession content() {
        return content;
    }

    UUID key() {
        return content().key();
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

    /** Takes what all nodes know of it. */
    void follow(Kept kept) {
        boolean ended;
        synchronized (this) {
            long now = ticker.nanos();
            content = kept.content();
            Duration left = kept.left();
            if (left != null) {
                openedAt = now - kept.age().toNanos();
                long unusedSince = now + left.toNanos() - content.window().toNanos();
                usedAt = Math.max(usedAt - unusedSince, 0) + unusedSince;
            }
            ended = content.ended() && !revoked;
        }
        if (ended) {
            // Whoever has ended it waits for every node.
            var unused = revoke();
        }
    }

    /**
     * Returns how long it lasts from now on without being used, if it was used since this was last
     * asked or is being used now.
     */
    synchronized Optional<Duration> news() {
        boolean any = !revoked && (used || !running.isEmpty());
        used = false;
        long age = ticker.nanos() - openedAt;
        long left = Math.min(content.window().toNanos(), longest.toNanos() - age);
        return any && left > 0 ? Optional.of(Duration.ofNanos(left)) : Optional.empty();
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
            used = true;
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
