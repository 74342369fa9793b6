// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.session;

import io.undertow.server.HttpServerExchange;
import io.undertow.server.session.Session;
import io.undertow.server.session.SessionConfig;
import io.undertow.server.session.SessionListener.SessionDestroyedReason;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.ovirt.imageio.proxy.session.SessionStore.Kept;

/**
 * What the container sees of a session while a request has to do with it: an id, and the one
 * attribute that the store keeps under it.
 */
final class StoredSession implements Session {
    private final StoredSessions all;
    private final long createdMillis;
    private String id;
    private @Nullable Kept kept;
    private boolean invalid;

    StoredSession(StoredSessions all, String id, @Nullable Kept kept, long createdMillis) {
        this.all = all;
        this.id = id;
        this.kept = kept;
        this.createdMillis = createdMillis;
    }

    /**
     * Returns what the store has said.
     *
     * @throws IllegalStateException if nothing has been stored yet
     */
    synchronized Kept kept() {
        if (kept == null) {
            throw new IllegalStateException("the session is not stored yet");
        }
        return kept;
    }

    private @Nullable ImageSession content() {
        return kept == null ? null : kept.content();
    }

    @Override
    public synchronized String getId() {
        return id;
    }

    /** Nothing is written at the end of a request; see {@link Sessions#tellUse}. */
    @Override
    public void requestDone(HttpServerExchange exchange) {
        // A session's time is counted by what goes on under it.
    }

    @Override
    public long getCreationTime() {
        requireValid();
        return createdMillis;
    }

    @Override
    public long getLastAccessedTime() {
        return getCreationTime();
    }

    @Override
    public void setMaxInactiveInterval(int interval) {
        requireValid();
    }

    /** The container ends none by itself. */
    @Override
    public int getMaxInactiveInterval() {
        requireValid();
        return -1;
    }

    @Override
    public synchronized @Nullable Object getAttribute(String name) {
        requireValid();
        return name.equals(ImageSession.ATTRIBUTE) ? content() : null;
    }

    @Override
    public synchronized Set<String> getAttributeNames() {
        requireValid();
        return kept == null ? Set.of() : Set.of(ImageSession.ATTRIBUTE);
    }

    @Override
    public @Nullable Object setAttribute(String name, Object value) {
        if (!name.equals(ImageSession.ATTRIBUTE) || !(value instanceof ImageSession newContent)) {
            throw new IllegalArgumentException("a session has no other attribute than its access");
        }
        ImageSession old;
        synchronized (this) {
            requireValid();
            all.store().put(id, newContent, newContent.window());
            old = content();
            kept = new Kept(newContent, Duration.ZERO, null);
        }
        all.tellOfAttribute(this, name, newContent, old);
        return old;
    }

    @Override
    public synchronized @Nullable Object removeAttribute(String name) {
        Object old = getAttribute(name);
        if (old instanceof ImageSession last) {
            all.store().remove(id, last);
            kept = null;
        }
        return old;
    }

    @Override
    public void invalidate(@Nullable HttpServerExchange exchange) {
        synchronized (this) {
            requireValid();
        }
        all.tellOfEnd(this, exchange, SessionDestroyedReason.INVALIDATED);
        synchronized (this) {
            invalid = true;
            ImageSession last = content();
            if (last != null) {
                all.store().remove(id, last);
            }
        }
    }

    @Override
    public String changeSessionId(HttpServerExchange exchange, SessionConfig config) {
        String old;
        synchronized (this) {
            requireValid();
            old = id;
            id = all.newId();
            ImageSession current = content();
            if (current != null) {
                all.store().put(id, current, current.window());
                all.store().remove(old, current);
            }
        }
        config.setSessionId(exchange, id);
        all.tellOfNewId(this, old);
        return id;
    }

    @Override
    public StoredSessions getSessionManager() {
        return all;
    }

    synchronized boolean isInvalid() {
        return invalid;
    }

    private synchronized void requireValid() {
        if (invalid) {
            throw new IllegalStateException("the session has been ended");
        }
    }
}
