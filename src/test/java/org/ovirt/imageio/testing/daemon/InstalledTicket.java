// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.daemon;

import java.time.Clock;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.ovirt.imageio.testing.daemon.DaemonTicket.Operation;

/** A ticket in use: until when it is valid and which connections use it. */
final class InstalledTicket {

    private final DaemonTicket ticket;
    private final ImageFile image;
    private final Clock clock;
    private final Set<Long> connections = ConcurrentHashMap.newKeySet();
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicLong moved = new AtomicLong();
    private volatile Instant expires;
    private volatile boolean canceled;

    InstalledTicket(DaemonTicket ticket, ImageFile image, Clock clock) {
        this.ticket = ticket;
        this.image = image;
        this.clock = clock;
        this.expires = clock.instant().plus(ticket.timeout());
    }

    DaemonTicket ticket() {
        return ticket;
    }

    ImageFile image() {
        return image;
    }

    /** What a reader can get: the ticket's and the file's lower size. */
    long available() {
        return Math.min(ticket.size(), image.size());
    }

    void authorize(Operation operation) throws HttpError {
        if (canceled) {
            throw HttpError.forbidden("Transfer=" + ticket.transferId() + " was canceled");
        }
        if (!expires.isAfter(clock.instant())) {
            throw HttpError.forbidden("Transfer=" + ticket.transferId() + " expired");
        }
        if (!ticket.allows(operation)) {
            String name = operation == Operation.READ ? "read" : "write";
            throw HttpError.forbidden("Transfer=" + ticket.transferId() + " forbids " + name);
        }
    }

    /** To be called after every step of an operation, so that a removed ticket ends it. */
    void checkNotCanceled() throws HttpError {
        if (canceled) {
            throw HttpError.forbidden("Transfer " + ticket.transferId() + " was canceled");
        }
    }

    /** To be called after every operation: it lengthens the ticket's life. */
    void touch() {
        expires = clock.instant().plus(ticket.timeout());
    }

    void cancel() {
        canceled = true;
    }

    void usedBy(long connection) {
        connections.add(connection);
    }

    void released(long connection) {
        connections.remove(connection);
    }

    void begun() {
        running.incrementAndGet();
    }

    void ended() {
        running.decrementAndGet();
    }

    /** Operations that run now. */
    int running() {
        return running.get();
    }

    /** To be called after every step of an operation that reads, writes or zeroes bytes. */
    void moved(long bytes) {
        moved.addAndGet(bytes);
    }

    /** Bytes that all operations have read, written or zeroed. */
    long moved() {
        return moved.get();
    }

    int connections() {
        return connections.size();
    }
}
