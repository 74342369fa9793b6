// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Set;
import org.ovirt.imageio.proxy.relay.Answer;

/**
 * Which pages of other origins a browser lets use the proxy (Fetch standard, "CORS protocol").
 *
 * <p>Without a list any may, as in ovirt-imageio 2.x, but none with the browser's cookies: who
 * knows a ticket id has the ticket, and a browser adds no right of its own. With a list, only the
 * listed ones may, and with cookies.
 */
final class Cors {
    /** The Engine talks to it, and no browser. */
    private static final String TICKETS = "/tickets";

    private final Set<String> origins;

    Cors(Set<String> origins) {
        this.origins = origins;
    }

    /** Returns whether a request comes from a page that may use the proxy, or from no page. */
    boolean allows(HttpServletRequest http) {
        String origin = http.getHeader("Origin");
        return origin == null || origins.isEmpty() || origins.contains(origin);
    }

    /** Returns whether a browser asks what a page may ask for. */
    boolean isPreflight(HttpServletRequest http) {
        return http.getMethod().equals("OPTIONS")
                && http.getHeader("Origin") != null
                && http.getHeader("Access-Control-Request-Method") != null
                && !isForTickets(http);
    }

    /** Sets the header fields of every answer, errors included. */
    void expose(HttpServletRequest http, HttpServletResponse response) {
        if (!origins.isEmpty()) {
            response.setHeader("Vary", "Origin");
        }
        String origin = http.getHeader("Origin");
        if (origin == null || !allows(http) || isForTickets(http)) {
            return;
        }
        if (origins.isEmpty()) {
            response.setHeader("Access-Control-Allow-Origin", "*");
        } else {
            response.setHeader("Access-Control-Allow-Origin", origin);
            response.setHeader("Access-Control-Allow-Credentials", "true");
        }
        response.setHeader("Access-Control-Expose-Headers", Answer.EXPOSED_HEADERS);
    }

    /** Sets the header fields that answer a preflight. */
    void permit(HttpServletRequest http, HttpServletResponse response) {
        response.setHeader(
                "Access-Control-Allow-Methods", "OPTIONS, GET, HEAD, PUT, PATCH, POST, DELETE");
        // The wildcard does not cover Authorization, and nothing where cookies are allowed.
        response.setHeader(
                "Access-Control-Allow-Headers",
                origins.isEmpty()
                        ? "*, Authorization"
                        : "Authorization, Cache-Control, Content-Range, Content-Type, Pragma,"
                                + " Range, Session-Id, X-Session-Id");
        response.setHeader("Access-Control-Max-Age", "300");
        if (http.getHeader("Access-Control-Request-Private-Network") != null) {
            response.setHeader("Access-Control-Allow-Private-Network", "true");
        }
    }

    /** The path in the request can be spelled in many ways, but this is what was chosen by it. */
    private static boolean isForTickets(HttpServletRequest http) {
        return http.getServletPath().startsWith(TICKETS);
    }
}
