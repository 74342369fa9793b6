// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.cluster;

import com.hazelcast.aggregation.Aggregators;
import com.hazelcast.map.IMap;
import com.hazelcast.query.Predicates;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.ovirt.imageio.proxy.session.ImageSession;
import org.ovirt.imageio.proxy.session.SessionStore;
import org.ovirt.imageio.proxy.ticket.TicketId;

/** The sessions of all nodes, sealed, by the hashes of their ids. */
final class SessionMap implements SessionStore {
    static final String NAME = "sessions";
    static final String TICKET = "ticket-hash";
    static final String ENDED = "ended";
    private static final Sealed NOTHING = new Sealed(new byte[0]);

    private final Node node;
    private final IMap<String, SessionRecord> map;
    private final SessionSeal seal;
    private final Ending ending;
    private final Duration longest;

    /**
     * Creates it.
     *
     * @param longest how long a session lasts at most, so for how long an ended one is remembered
     */
    SessionMap(Node node, SessionSeal seal, Ending ending, Duration longest) {
        this.longest = longest;
        this.node = node;
        this.seal = seal;
        this.ending = ending;
        map = node.map(NAME);
    }

    @Override
    public Optional<Kept> find(String id) {
        SessionRecord record = node.ask(() -> map.get(SessionSeal.name(id)));
        long now = node.now();
        if (record == null) {
            // The others may have it; that there is no such session is for the majority to say.
            node.requireQuorum();
        }
        if (record == null || record.endsAt() <= now) {
            return Optional.empty();
        }
        return SessionSeal.open(id, record.sealed())
                .map(
                        session ->
                                new Kept(
                                        session,
                                        Duration.ofMillis(now - record.openedAt()),
                                        Duration.ofMillis(record.endsAt() - now)));
    }

    /** A session that only a minority knows would be lost when the halves merge. */
    @Override
    public void put(String id, ImageSession content, Duration lifetime) {
        if (!content.ended()) {
            node.requireQuorum();
        }
        long now = node.now();
        SessionRecord record =
                new SessionRecord(
                        SessionSeal.name(content.access().grant().ticketId()),
                        now,
                        now + lifetime.toMillis(),
                        content.ended(),
                        seal.seal(id, content));
        set(id, record, content.ended() ? longest : lifetime);
    }

    private void set(String id, SessionRecord record, Duration kept) {
        String name = SessionSeal.name(id);
        node.tell(() -> map.set(name, record, kept.toMillis(), TimeUnit.MILLISECONDS));
    }

    @Override
    public void touch(String id, Duration lifetime) {
        long endsAt = node.now() + lifetime.toMillis();
        // Nobody waits; the next use tells again.
        var unused =
                map.submitToKey(SessionSeal.name(id), new SessionUse(endsAt, lifetime.toMillis()));
    }

    /** Not without a trace, or half of a cluster could bring it back. */
    @Override
    public void remove(String id, ImageSession last) {
        long now = node.now();
        String ticket = SessionSeal.name(last.access().grant().ticketId());
        set(id, new SessionRecord(ticket, now, now, true, NOTHING), longest);
    }

    /** The map forgets it by itself, and another node may have used it. */
    @Override
    public void expired(String id) {
        // Nothing of it is left here.
    }

    @Override
    public int count() {
        return node.ask(() -> map.aggregate(Aggregators.count(), Predicates.equal(ENDED, false)))
                .intValue();
    }

    @Override
    public int count(TicketId ticket) {
        return count(ticket, false);
    }

    @Override
    public int countEnded(TicketId ticket) {
        return count(ticket, true);
    }

    private int count(TicketId ticket, boolean ended) {
        String name = SessionSeal.name(ticket);
        return node.ask(
                        () ->
                                map.aggregate(
                                        Aggregators.count(),
                                        Predicates.and(
                                                Predicates.equal(TICKET, name),
                                                Predicates.equal(ENDED, ended))))
                .intValue();
    }

    @Override
    public CompletableFuture<Void> endElsewhere(UUID key) {
        return ending.everywhere(new PeerRequest(PeerRequest.Kind.END_SESSION, key.toString()));
    }
}
