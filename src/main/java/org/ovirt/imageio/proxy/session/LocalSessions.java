// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.session;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.ovirt.imageio.proxy.ticket.Ticker;
import org.ovirt.imageio.proxy.ticket.TicketId;

/** The sessions of a single node, in its memory; {@link OpenSession} counts their time. */
public final class LocalSessions implements SessionStore {
    private final ConcurrentMap<String, Opened> byId = new ConcurrentHashMap<>();
    private final Ticker ticker;

    private record Opened(ImageSession content, long at) {}

    /** Creates an empty store. */
    public LocalSessions(Ticker ticker) {
        this.ticker = ticker;
    }

    @Override
    public Optional<Kept> find(String id) {
        return Optional.ofNullable(byId.get(id)).map(this::kept);
    }

    private Kept kept(Opened opened) {
        return new Kept(opened.content(), Duration.ofNanos(ticker.nanos() - opened.at()), null);
    }

    @Override
    public void put(String id, ImageSession content, Duration lifetime) {
        byId.put(id, new Opened(content, ticker.nanos()));
    }

    @Override
    public void touch(String id, Duration lifetime) {
        // There is nobody to tell.
    }

    @Override
    public void remove(String id, ImageSession last) {
        byId.remove(id);
    }

    @Override
    public void expired(String id) {
        byId.remove(id);
    }

    @Override
    public int count() {
        return byId.size();
    }

    @Override
    public int count(TicketId ticket) {
        return (int)
                byId.values().stream()
                        .filter(one -> one.content().access().grant().ticketId().equals(ticket))
                        .count();
    }

    /** Nobody could bring them back. */
    @Override
    public int countEnded(TicketId ticket) {
        return 0;
    }

    @Override
    public CompletableFuture<Void> endElsewhere(UUID key) {
        return CompletableFuture.completedFuture(null);
    }
}
