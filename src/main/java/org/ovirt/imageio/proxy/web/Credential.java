// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.web;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemException;

/**
 * What a request shows for its right, besides the ticket id in its path.
 *
 * @param kind what it is
 * @param text the token or the session's id; a secret
 */
record Credential(Kind kind, String text) {
    /** The name of the cookie and its attributes keep it from other hosts, paths and scripts. */
    static final String COOKIE = "__Host-ovirt-imageio-session";

    private static final String SESSION_ID = "Session-Id";
    private static final String SESSION_ID_OF_1_0 = "X-Session-Id";

    /** The methods with which a browser follows a link. */
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

    /** What can be shown; of several the first counts. */
    enum Kind {
        /** The value of {@code Authorization}. */
        TOKEN,
        /** A session's id that the client has put into the request. */
        SESSION,
        /** A session's id that a browser adds to whatever it asks the proxy for. */
        COOKIE,
        /** Nothing. */
        NONE
    }

    /**
     * Returns what a request shows.
     *
     * @param eraA whether the header field of proxy 1.0 is read
     * @throws ProblemException {@link Problem#TOKEN_REQUIRED} for a token in the URL
     */
    static Credential of(HttpServletRequest http, ImageQuery query, boolean eraA) {
        String authorization = http.getHeader("Authorization");
        if (authorization != null) {
            return new Credential(Kind.TOKEN, authorization);
        }
        if (query.text("access_token").isPresent()) {
            throw new ProblemException(
                    Problem.TOKEN_REQUIRED,
                    "A token in a URL ends up in logs, so it is not accepted; send it in the"
                            + " Authorization header field.");
        }
        return sessionId(http, query, eraA)
                .map(id -> new Credential(Kind.SESSION, id))
                .or(() -> readingCookie(http).map(id -> new Credential(Kind.COOKIE, id)))
                .orElse(new Credential(Kind.NONE, ""));
    }

    /** Returns the session's id that the client itself has put into a request. */
    static Optional<String> sessionId(HttpServletRequest http, ImageQuery query, boolean eraA) {
        return Optional.ofNullable(http.getHeader(SESSION_ID))
                .or(() -> Optional.ofNullable(eraA ? http.getHeader(SESSION_ID_OF_1_0) : null))
                .or(() -> query.text("session_id"));
    }

    /** It counts for reading only, so that no page can make a browser write with it. */
    private static Optional<String> readingCookie(HttpServletRequest http) {
        return READING.contains(http.getMethod()) ? cookie(http) : Optional.empty();
    }

    /** Returns the session's id in a browser's cookie. */
    static Optional<String> cookie(HttpServletRequest http) {
        Cookie[] cookies = http.getCookies();
        return cookies == null
                ? Optional.empty()
                : Stream.of(cookies)
                        .filter(cookie -> cookie.getName().equals(COOKIE))
                        .map(Cookie::getValue)
                        .findFirst();
    }
}
