// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.session;

import io.undertow.server.HttpServerExchange;
import io.undertow.server.session.SessionConfig;
import io.undertow.servlet.handlers.ServletRequestContext;
import io.undertow.util.AttachmentKey;
import org.jspecify.annotations.Nullable;

/**
 * Tells the container which session a request belongs to: the one that this package has said, and
 * no other. The container itself looks for no id in a cookie or a path and puts none there.
 *
 * <p>Undertow gives a new session the id that it finds in the request, known or not. Here it finds
 * none, unless {@link #present} was called for it.
 */
final class SessionIds implements SessionConfig {
    private static final AttachmentKey<String> ID = AttachmentKey.create(String.class);

    /** Says which id the request of this thread has shown. */
    static void present(String id) {
        ServletRequestContext.requireCurrent().getExchange().putAttachment(ID, id);
    }

    /** Says that the request of this thread has shown none. */
    static void forget() {
        ServletRequestContext.requireCurrent().getExchange().removeAttachment(ID);
    }

    @Override
    public void setSessionId(HttpServerExchange exchange, String sessionId) {
        exchange.putAttachment(ID, sessionId);
    }

    @Override
    public void clearSession(HttpServerExchange exchange, String sessionId) {
        exchange.removeAttachment(ID);
    }

    @Override
    public @Nullable String findSessionId(HttpServerExchange exchange) {
        return exchange.getAttachment(ID);
    }

    @Override
    public SessionCookieSource sessionCookieSource(HttpServerExchange exchange) {
        return SessionCookieSource.NONE;
    }

    @Override
    public String rewriteUrl(String originalUrl, String sessionId) {
        return originalUrl;
    }
}
