// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.cluster;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.ovirt.imageio.proxy.ticket.Standing;
import org.ovirt.imageio.proxy.ticket.Ticket;
import org.ovirt.imageio.proxy.ticket.TicketId;

/**
 * Gives the clients of a lost node time to come back at another one: until then it keeps the
 * daemons' tickets of their transfers alive, so that the Engine does not pause them.
 *
 * <p>Of concern is what was in use when the node was lost, until it is used again on any node, is
 * removed, or the grace is over. What nobody was using is left alone, since the Engine may well
 * want to pause that. Every node takes note of every loss, and the oldest acts, so that the next
 * one takes over when it is lost too.
 */
final class StallGuard {
    /** A client that has been silent for longer has not lost its node, but its interest. */
    private static final Duration RECENT = Duration.ofSeconds(60);

    /** The Engine pauses what has been idle for a minute by default. */
    private static final Duration PAUSE = Duration.ofSeconds(10);

    /** How often a shorter grace than usual is used at least. */
    private static final int LEAST = 4;

    private final Duration grace;
    private final LongSupplier now;
    private final BooleanSupplier acting;
    private final System.Logger log;
    private final List<Long> losses = new CopyOnWriteArrayList<>();
    private final Set<TicketId> told = ConcurrentHashMap.newKeySet();

    /** What all nodes know of tickets. */
    @FunctionalInterface
    interface Records {
        /** Returns what was used at a time or later. */
        Collection<TicketRecord> usedSince(long time);
    }

    /**
     * Creates it.
     *
     * @param grace for how long after a loss it acts; zero for not at all
     * @param now the cluster's time in milliseconds
     * @param acting whether it is this node that acts
     * @param log is told what cannot be touched
     */
    StallGuard(Duration grace, LongSupplier now, BooleanSupplier acting, System.Logger log) {
        this.grace = grace;
        this.now = now;
        this.acting = acting;
        this.log = log;
    }

    /** Notes that a node was lost just now; does not block. */
    void lost() {
        if (isOn()) {
            losses.add(now.getAsLong());
        }
    }

    /** Returns whether it ever acts. */
    boolean isOn() {
        return !grace.isZero();
    }

    /** Returns how often to {@link #watch}. */
    Duration pause() {
        Duration part = grace.dividedBy(LEAST);
        return part.compareTo(PAUSE) < 0 ? part : PAUSE;
    }

    /** Touches the tickets of clients that have not come back. */
    void watch(Records records, KeepAlive keepAlive) {
        long time = now.getAsLong();
        losses.removeIf(loss -> time - loss >= grace.toMillis());
        List<Long> current = List.copyOf(losses);
        if (current.isEmpty()) {
            told.clear();
            return;
        }
        if (!acting.getAsBoolean()) {
            return;
        }
        long first = current.stream().mapToLong(Long::longValue).min().orElse(time);
        records.usedSince(first - RECENT.toMillis()).stream()
                .filter(record -> record.deadline() > time)
                .filter(record -> current.stream().anyMatch(loss -> wasCut(record, loss)))
                .forEach(record -> touch(record, keepAlive));
    }

    private static boolean wasCut(TicketRecord record, long loss) {
        return record.usedAt() <= loss && loss - record.usedAt() <= RECENT.toMillis();
    }

    private void touch(TicketRecord record, KeepAlive keepAlive) {
        Ticket ticket = record.ticket();
        if (ticket == null) {
            // Removed.
            return;
        }
        var unused =
                keepAlive
                        .touch(ticket.daemon(), record.standing() == Standing.INSTALLED)
                        .whenComplete(
                                (done, failure) -> {
                                    if (failure != null) {
                                        tell(ticket, failure);
                                    }
                                });
    }

    /** Once, since the next time it is likely to be the same. */
    private void tell(Ticket ticket, Throwable failure) {
        if (told.add(ticket.id())) {
            log.log(
                    System.Logger.Level.INFO,
                    "Transfer {0} lost its node and is not kept alive at its daemon: {1}",
                    ticket.logName(),
                    Objects.requireNonNullElse(failure.getMessage(), "no reason"));
        }
    }
}
