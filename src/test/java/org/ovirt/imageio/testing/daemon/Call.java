// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.daemon;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ovirt.imageio.testing.daemon.DaemonTicket.Operation;

/**
 * One request on its way through the daemon.
 *
 * @param connection the connection it came on
 * @param request what was asked
 * @param response where the answer goes
 */
record Call(Connection connection, Request request, Response response) {

    private static final long CORS_MAX_AGE_SECONDS = 24 * 3600;

    /** The ticket that allows this operation; from now on it counts this connection. */
    InstalledTicket authorize(String ticketId, Operation operation) throws HttpError {
        InstalledTicket ticket = connection.tickets().authorize(ticketId, operation);
        connection.use(ticket);
        return ticket;
    }

    /** Allows a browser's page of any origin to use this answer. */
    void allowOrigins(String methods) {
        boolean allowed = allow("origin", "access-control-allow-origin", "*");
        allowed |= allow("access-control-request-headers", "access-control-allow-headers", "*");
        allowed |= allow("access-control-request-method", "access-control-allow-methods", methods);
        if (allowed) {
            response.header("access-control-max-age", CORS_MAX_AGE_SECONDS);
        }
    }

    /** Ends the connection with this request if the client wants that. */
    void closeIfAsked() {
        if ("y".equals(request.query().get("close"))) {
            response.close();
        }
    }

    /** The value of a query key that allows only these values. */
    String choice(String key, List<String> allowed, String otherwise) throws HttpError {
        return choice(request.query().get(key), key, allowed, otherwise);
    }

    static String choice(
            @Nullable String value, String key, List<String> allowed, @Nullable String otherwise)
            throws HttpError {
        if (value == null && otherwise != null) {
            return otherwise;
        }
        if (value == null) {
            throw HttpError.badRequest("Missing required value for " + key);
        }
        if (!allowed.contains(value)) {
            throw HttpError.badRequest(
                    String.format(
                            "Unsupported value '%s' for '%s', expecting one of ['%s']",
                            value, key, String.join("', '", allowed)));
        }
        return value;
    }

    HttpError notDefined() {
        return HttpError.methodNotAllowed(
                "Method '" + request.method() + "' not defined for '" + request.path() + "'");
    }

    static void requireTicketId(String ticketId) throws HttpError {
        if (ticketId.isEmpty()) {
            throw HttpError.badRequest("Ticket id is required");
        }
    }

    private boolean allow(String asked, String header, String value) {
        boolean present = request.headers().firstValue(asked).filter(v -> !v.isEmpty()).isPresent();
        if (present) {
            response.header(header, value);
        }
        return present;
    }
}
