// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.problem;

import java.util.Locale;

/**
 * What can go wrong, each with the HTTP status a client sees and the side whose fault it is.
 *
 * <p>The statuses are those of ovirt-imageio 2.x and, for the connection to the daemon, of its
 * proxy 1.x: 502 for an answer that cannot be trusted, 503 for no connection, 504 for silence.
 */
public enum Problem {
    /** The request is malformed. */
    BAD_REQUEST(400, Fault.CLIENT),
    /** A token or a session was shown and is not accepted. */
    UNAUTHORIZED(401, Fault.CLIENT),
    /** A token is needed and was not shown, or where it must not be shown. */
    TOKEN_REQUIRED(401, Fault.CLIENT),
    /** A token names a daemon that is none, or that the configuration does not list. */
    DAEMON_UNTRUSTED(403, Fault.CLIENT),
    /** No ticket, or one that is expired, removed or does not allow the operation. */
    FORBIDDEN(403, Fault.CLIENT),
    /** No such resource. */
    NOT_FOUND(404, Fault.CLIENT),
    /** The resource does not know the method. */
    METHOD_NOT_ALLOWED(405, Fault.CLIENT),
    /** The client stopped sending or receiving for longer than its ticket allows. */
    CLIENT_STALLED(408, Fault.CLIENT),
    /** The ticket is still used and could not be removed. */
    TICKET_BUSY(409, Fault.PROXY),
    /** A later request writes the same bytes. */
    SUPERSEDED(409, Fault.CLIENT),
    /** The request carries more than its kind may. */
    TOO_LARGE(413, Fault.CLIENT),
    /** The body is encoded; image bytes are relayed as they are. */
    ENCODED_BODY(415, Fault.CLIENT),
    /** The range is malformed or lies outside the image. */
    RANGE_NOT_SATISFIABLE(416, Fault.CLIENT),
    /** The request expects something that the proxy does not do. */
    EXPECTATION_FAILED(417, Fault.CLIENT),
    /** The ticket has as many sessions as it may. */
    TOO_MANY_SESSIONS_OF_TICKET(429, Fault.CLIENT),
    /** The client left before the end. Nobody sees the status; it is the log's. */
    CLIENT_LEFT(499, Fault.LEAVING),
    /** A defect of the proxy. */
    INTERNAL(500, Fault.PROXY),
    /** The daemon answered with a status of its own that the client shall see. */
    DAEMON_REFUSED(500, Fault.DAEMON),
    /** The daemon's answer breaks HTTP or contradicts the request. */
    DAEMON_PROTOCOL(502, Fault.DAEMON),
    /** The daemon's certificate is not trusted or names another host. */
    DAEMON_CERTIFICATE(502, Fault.DAEMON),
    /** TLS with the daemon failed for another reason than its certificate. */
    DAEMON_TLS(502, Fault.DAEMON),
    /** The daemon closed the connection before its answer was complete. */
    DAEMON_LEFT(502, Fault.DAEMON),
    /** No connection to the daemon. */
    DAEMON_UNREACHABLE(503, Fault.DAEMON),
    /** Too few nodes of the cluster are left to decide what holds for all. */
    CLUSTER_MINORITY(503, Fault.PROXY),
    /** This node stood still for so long that others may have taken its place. */
    NODE_PAUSED(503, Fault.PROXY),
    /** The other nodes of the cluster could not be asked in time. */
    CLUSTER_UNAVAILABLE(503, Fault.PROXY),
    /** An earlier write of the same bytes has not ended. */
    RANGE_BUSY(503, Fault.DAEMON),
    /** The proxy could not begin a write before its client may have given it up. */
    TOO_LATE(503, Fault.PROXY),
    /** No room for one more ticket. */
    TOO_MANY_TICKETS(503, Fault.PROXY),
    /** No room for one more session. */
    TOO_MANY_SESSIONS(503, Fault.PROXY),
    /** This node stops; another one takes the request. */
    STOPPING(503, Fault.PROXY),
    /** This node does not take requests yet; another one may. */
    NOT_READY(503, Fault.PROXY),
    /** The daemon took a connection and then kept silent for too long. */
    DAEMON_STALLED(504, Fault.DAEMON);

    /** Whose fault a problem is; it decides how loudly it is logged. */
    public enum Fault {
        /** The client did something wrong. */
        CLIENT,
        /** The client left, as clients may. */
        LEAVING,
        /** The daemon or the way to it failed. */
        DAEMON,
        /** This proxy failed. */
        PROXY
    }

    private final int status;
    private final Fault fault;

    Problem(int status, Fault fault) {
        this.status = status;
        this.fault = fault;
    }

    /** Returns the HTTP status, unless the exception that carries the problem has its own. */
    public int status() {
        return status;
    }

    /** Returns whose fault it is. */
    public Fault fault() {
        return fault;
    }

    /** Returns the reason code of logs and error texts, such as {@code daemon-certificate}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
