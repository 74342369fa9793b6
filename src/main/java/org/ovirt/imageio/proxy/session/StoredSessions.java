// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.session;

import io.undertow.server.HttpServerExchange;
import io.undertow.server.session.SecureRandomSessionIdGenerator;
import io.undertow.server.session.Session;
import io.undertow.server.session.SessionConfig;
import io.undertow.server.session.SessionIdGenerator;
import io.undertow.server.session.SessionListener;
import io.undertow.server.session.SessionListener.SessionDestroyedReason;
import io.undertow.server.session.SessionListeners;
import io.undertow.server.session.SessionManager;
import io.undertow.server.session.SessionManagerStatistics;
import io.undertow.util.AttachmentKey;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The container's sessions, which are in a {@link SessionStore}: the container asks it once for
 * each request that shows an id, on the request's thread, and never on an I/O thread.
 */
public final class StoredSessions implements SessionManager {
    private static final AttachmentKey<Looked> LOOKED = AttachmentKey.create(Looked.class);

    private final SessionIdGenerator ids = new SecureRandomSessionIdGenerator();
    private final SessionListeners listeners = new SessionListeners();
    private final String deployment;
    private volatile @Nullable Source source;

    /** Where sessions are, and by which clock they grow old. */
    private record Source(SessionStore store, Clock clock) {}

    /** What a request has found; the container asks again at its end, on the I/O thread. */
    private record Looked(String id, Optional<StoredSession> found) {}

    StoredSessions(String deployment) {
        this.deployment = deployment;
    }

    /** Says where sessions are, before the first request. */
    void use(SessionStore store, Clock clock) {
        source = new Source(store, clock);
    }

    private Source source() {
        Source present = source;
        if (present == null) {
            throw new IllegalStateException("the proxy has not started");
        }
        return present;
    }

    SessionStore store() {
        return source().store();
    }

    String newId() {
        return ids.createSessionId();
    }

    private long nowMillis() {
        return source().clock().millis();
    }

    @Override
    public String getDeploymentName() {
        return deployment;
    }

    @Override
    public void start() {
        // The store is there before.
    }

    @Override
    public void stop() {
        // Other nodes go on with what is in it.
    }

    @Override
    public Session createSession(HttpServerExchange exchange, SessionConfig config) {
        StoredSession session = new StoredSession(this, newId(), null, nowMillis());
        config.setSessionId(exchange, session.getId());
        exchange.putAttachment(LOOKED, new Looked(session.getId(), Optional.of(session)));
        listeners.sessionCreated(session, exchange);
        return session;
    }

    @Override
    public @Nullable Session getSession(HttpServerExchange exchange, SessionConfig config) {
        String id = config.findSessionId(exchange);
        if (id == null) {
            return null;
        }
        Looked looked = exchange.getAttachment(LOOKED);
        if (looked == null || !looked.id().equals(id)) {
            looked = new Looked(id, stored(id));
            exchange.putAttachment(LOOKED, looked);
        }
        return looked.found().filter(session -> !session.isInvalid()).orElse(null);
    }

    @Override
    public @Nullable Session getSession(String id) {
        return stored(id).orElse(null);
    }

    private Optional<StoredSession> stored(String id) {
        return store().find(id)
                .map(
                        kept ->
                                new StoredSession(
                                        this, id, kept, nowMillis() - kept.age().toMillis()));
    }

    @Override
    public void registerSessionListener(SessionListener listener) {
        listeners.addSessionListener(listener);
    }

    @Override
    public void removeSessionListener(SessionListener listener) {
        listeners.removeSessionListener(listener);
    }

    @Override
    public void setDefaultSessionTimeout(int timeout) {
        // Each session has its own time, from its token.
    }

    @Override
    public Set<String> getTransientSessions() {
        return Set.of();
    }

    /** Ids are secrets, and are not listed. */
    @Override
    public Set<String> getActiveSessions() {
        return Set.of();
    }

    @Override
    public Set<String> getAllSessions() {
        return Set.of();
    }

    @Override
    public @Nullable SessionManagerStatistics getStatistics() {
        return null;
    }

    void tellOfAttribute(
            Session session, String name, ImageSession value, @Nullable ImageSession old) {
        if (old == null) {
            listeners.attributeAdded(session, name, value);
        } else {
            listeners.attributeUpdated(session, name, value, old);
        }
    }

    void tellOfEnd(
            Session session, @Nullable HttpServerExchange exchange, SessionDestroyedReason reason) {
        listeners.sessionDestroyed(session, exchange, reason);
    }

    void tellOfNewId(Session session, String old) {
        listeners.sessionIdChanged(session, old);
    }
}
