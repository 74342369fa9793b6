// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.session;

import io.undertow.servlet.spec.HttpSessionImpl;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.ovirt.imageio.proxy.config.SessionLimits;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemException;
import org.ovirt.imageio.proxy.session.SessionStore.Kept;
import org.ovirt.imageio.proxy.ticket.Ticker;
import org.ovirt.imageio.proxy.ticket.Ticket;
import org.ovirt.imageio.proxy.ticket.TicketId;

/**
 * The sessions of clients that have shown a token: {@code HttpSession}s, each with one immutable
 * attribute, and what goes on under them on this node.
 *
 * <p>Call it on the thread of a request only. Safe for use by several threads.
 */
public final class Sessions implements HttpSessionListener {
    private static final System.Logger LOG = System.getLogger(Sessions.class.getName());
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    /** So many of one ticket can be ended in the time for which that is remembered. */
    private static final int MOST_ENDED = 10_000;

    /** Longer than any request takes from its look for a session to its relay. */
    private static final Duration REMEMBERED = Duration.ofMinutes(10);

    private final ConcurrentMap<UUID, Entry> byKey = new ConcurrentHashMap<>();
    private final ConcurrentMap<UUID, Long> endedKeys = new ConcurrentHashMap<>();
    private final SessionStore store;
    private final SessionLimits limits;
    private final Duration skew;
    private final Clock clock;
    private final Ticker ticker;

    /** A session on this node, and the id under which it was last named here. */
    private record Entry(OpenSession open, String id) {}

    /**
     * Creates an empty set.
     *
     * @param store where the sessions of all nodes are
     * @param limits how many sessions there may be, and for how long
     * @param skew by how much the clock of who issues tokens may differ
     * @param clock the time of tokens
     * @param ticker the time of sessions
     */
    public Sessions(
            SessionStore store, SessionLimits limits, Duration skew, Clock clock, Ticker ticker) {
        this.store = store;
        this.limits = limits;
        this.skew = skew;
        this.clock = clock;
        this.ticker = ticker;
    }

    /** Has a container keep its sessions where these are; before its first request. */
    public void open(ServletContext context) {
        ((StoredSessions) context.getAttribute(Sessions.class.getName())).use(store, clock);
        context.addListener(this);
    }

    /**
     * Makes a session under an id that nobody has seen before.
     *
     * @param http the request that has shown a token
     * @param access what the token proves
     * @return the session's id, which is all that its client needs from now on
     * @throws ProblemException {@link Problem#TOO_MANY_SESSIONS} or {@link
     *     Problem#TOO_MANY_SESSIONS_OF_TICKET}
     */
    public synchronized String open(HttpServletRequest http, Access access) {
        purge();
        requireRoom(access.grant().ticketId());
        SessionIds.forget();
        HttpSession container = newContainer(http);
        ImageSession content = content(UUID.randomUUID(), access);
        container.setAttribute(ImageSession.ATTRIBUTE, content);
        byKey.put(content.key(), new Entry(opened(content), container.getId()));
        log("opened", content);
        return container.getId();
    }

    /** The container keeps what an earlier look for another session has found. */
    private static HttpSession newContainer(HttpServletRequest http) {
        HttpSession container = http.getSession(true);
        if (container.isNew()) {
            return container;
        }
        container.invalidate();
        SessionIds.forget();
        return http.getSession(true);
    }

    private ImageSession content(UUID key, Access access) {
        Duration left = Duration.between(clock.instant(), access.grant().expires()).plus(skew);
        Duration window = left.compareTo(SHORTEST) < 0 ? SHORTEST : left;
        return new ImageSession(key, access, window, false);
    }

    private void requireRoom(TicketId ticket) {
        if (store.count() >= limits.max()) {
            throw new ProblemException(
                    Problem.TOO_MANY_SESSIONS,
                    "The proxy has as many sessions as it may; end those that are not used.");
        }
        requireFewEnded(ticket);
        if (store.count(ticket) >= limits.maxPerTicket()) {
            throw new ProblemException(
                    Problem.TOO_MANY_SESSIONS_OF_TICKET,
                    "This ticket has as many sessions as it may; use one of them, or end one with"
                            + " DELETE /sessions/SESSION-ID.");
        }
    }

    private void requireFewEnded(TicketId ticket) {
        if (store.countEnded(ticket) >= MOST_ENDED) {
            throw new ProblemException(
                    Problem.TOO_MANY_SESSIONS_OF_TICKET,
                    "This ticket has had too many sessions; keep one and use it for longer.");
        }
    }

    /**
     * Gives a session what a new token allows, and a new id; the old one is void. What is running
     * goes on. One that is over by its age starts anew.
     *
     * @return the new id, or nothing if there is no such session
     * @throws ProblemException {@link Problem#FORBIDDEN} if the token is for another image, {@link
     *     Problem#TOO_MANY_SESSIONS_OF_TICKET} if it was renewed too often
     */
    public synchronized Optional<String> renew(HttpServletRequest http, String id, Access access) {
        Optional<OpenSession> found =
                entry(http, id).map(Entry::open).filter(open -> !open.isRevoked());
        HttpSession container = http.getSession(false);
        ImageSession old = container == null ? null : contentOf(container);
        if (found.isEmpty() || container == null || old == null) {
            return Optional.empty();
        }
        if (!found.get().ticketId().equals(access.grant().ticketId())) {
            throw new ProblemException(
                    Problem.FORBIDDEN,
                    "The token is for another image than the session; open a new session.");
        }
        requireFewEnded(access.grant().ticketId());
        ImageSession content = content(old.key(), access);
        container.setAttribute(ImageSession.ATTRIBUTE, content);
        found.get().renew(content);
        String newId = http.changeSessionId();
        byKey.put(content.key(), new Entry(found.get(), newId));
        log("renewed", content);
        return Optional.of(newId);
    }

    /**
     * Finds a session.
     *
     * @param http the request that has shown its id
     * @param id its id
     * @return nothing if it is unknown or over
     */
    public Optional<OpenSession> find(HttpServletRequest http, String id) {
        return entry(http, id).map(Entry::open).filter(open -> !open.isOver());
    }

    /**
     * Ends a session at once, with all that goes on under it. Until that has ended the session can
     * still be named here, so that the end can be waited for once more.
     *
     * @return what is done when the last byte has moved; nothing if there is no such session
     */
    public synchronized Optional<CompletableFuture<Void>> close(
            HttpServletRequest http, String id) {
        return entry(http, id).map(entry -> close(http, entry));
    }

    private CompletableFuture<Void> close(HttpServletRequest http, Entry entry) {
        HttpSession container = http.getSession(false);
        ImageSession content = container == null ? null : contentOf(container);
        if (content != null && !content.ended()) {
            // First, so that no node that does not hear of it goes on with it.
            container.setAttribute(ImageSession.ATTRIBUTE, content.end());
        }
        UUID key = entry.open().key();
        endedKeys.put(key, ticker.nanos());
        CompletableFuture<Void> here = entry.open().revoke();
        return CompletableFuture.allOf(here, store.endElsewhere(key))
                .thenRun(
                        () -> {
                            store.remove(entry.id(), entry.open().content());
                            forget(key);
                        });
    }

    /**
     * Cancels what goes on under a session on this node, because another node was told to end it.
     *
     * @param key the session's
     * @return what is done when the last byte has moved here
     */
    public CompletableFuture<Void> end(UUID key) {
        endedKeys.put(key, ticker.nanos());
        Entry entry = byKey.get(key);
        if (entry == null) {
            return CompletableFuture.completedFuture(null);
        }
        return entry.open().revoke().thenRun(() -> forget(key));
    }

    private void forget(UUID key) {
        Entry entry = byKey.remove(key);
        if (entry != null) {
            log("ended", entry.open().content());
        }
    }

    /** Tells all nodes which sessions were used on this one since this was last called. */
    public void tellUse() {
        forgetEnded();
        byKey.values()
                .forEach(
                        entry ->
                                entry.open()
                                        .news()
                                        .ifPresent(left -> store.touch(entry.id(), left)));
    }

    private Optional<Entry> entry(HttpServletRequest http, String id) {
        SessionIds.present(id);
        HttpSession container = http.getSession(false);
        ImageSession content = container == null ? null : contentOf(container);
        if (content == null || container == null) {
            return Optional.empty();
        }
        Kept kept = ((StoredSession) ((HttpSessionImpl) container).getSession()).kept();
        Entry entry =
                byKey.compute(
                        content.key(),
                        (key, present) ->
                                new Entry(present == null ? opened(content) : present.open(), id));
        entry.open().follow(kept);
        if (endedKeys.containsKey(content.key())) {
            // It was ended after this request had looked for it.
            var unused = entry.open().revoke();
        }
        return Optional.of(entry);
    }

    private OpenSession opened(ImageSession content) {
        return new OpenSession(content, limits.maxLifetime(), ticker);
    }

    private static @Nullable ImageSession contentOf(HttpSession container) {
        try {
            return (ImageSession) container.getAttribute(ImageSession.ATTRIBUTE);
        } catch (IllegalStateException e) {
            // Ended in this moment by another request.
            return null;
        }
    }

    private void forgetEnded() {
        long now = ticker.nanos();
        endedKeys.values().removeIf(at -> now - at > REMEMBERED.toNanos());
    }

    private void purge() {
        forgetEnded();
        byKey.forEach(
                (key, entry) -> {
                    if (entry.open().retire()) {
                        store.expired(entry.id());
                        forget(key);
                    }
                });
    }

    /** By the container, which does that only where it replaces one of the same request. */
    @Override
    public void sessionDestroyed(HttpSessionEvent event) {
        ImageSession content = contentOf(event.getSession());
        if (content != null) {
            forget(content.key());
        }
    }

    private static void log(String what, ImageSession session) {
        LOG.log(
                System.Logger.Level.INFO,
                "A session of transfer {0} is {1}",
                Ticket.printable(session.access().grant().transferId().orElse("(token)")),
                what);
    }
}
