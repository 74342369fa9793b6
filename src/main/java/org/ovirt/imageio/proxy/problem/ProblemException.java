// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.problem;

import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A problem on its way to the client.
 *
 * <p>The message is shown to the client: it says what is wrong and what to do, and never contains a
 * ticket id in full, the daemon's address or a text the daemon sent. It is cheap to create: it has
 * no stack trace, because it reports a condition and not a defect.
 */
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Problem problem;
    private final int status;
    private final long available;
    private final @Nullable String detail;

    /**
     * Creates an exception with the status of its problem.
     *
     * @param problem what went wrong
     * @param message what the client is told
     */
    public ProblemException(Problem problem, String message) {
        this(problem, problem.status(), message, -1, null, null);
    }

    /**
     * Creates an exception with the status of its problem and a cause for the log.
     *
     * @param problem what went wrong
     * @param message what the client is told
     * @param cause what the log is told in addition
     */
    public ProblemException(Problem problem, String message, Throwable cause) {
        this(problem, problem.status(), message, -1, cause, null);
    }

    private ProblemException(
            Problem problem,
            int status,
            String message,
            long available,
            @Nullable Throwable cause,
            @Nullable String detail) {
        super(message, cause, false, false);
        this.problem = problem;
        this.status = status;
        this.available = available;
        this.detail = detail;
    }

    /**
     * Returns a 403 in the words of ovirt-imageio 2.x.
     *
     * @param why what is missing, as the end of a sentence without its full stop
     */
    public static ProblemException forbidden(String why) {
        return new ProblemException(
                Problem.FORBIDDEN, "You are not allowed to access this resource: " + why + ".");
    }

    /**
     * Returns a 416 that tells how many bytes there are (RFC 9110, section 14.4).
     *
     * @param available size of what can be addressed, in bytes
     * @param message what the client is told
     */
    public static ProblemException outOfRange(long available, String message) {
        return new ProblemException(
                Problem.RANGE_NOT_SATISFIABLE, 416, message, available, null, null);
    }

    /**
     * Returns a refusal by the daemon that the client sees with the daemon's status.
     *
     * @param status the daemon's status, 400 or more
     * @param available size told by the daemon with a 416, in bytes, or -1
     * @param message what the client is told
     */
    public static ProblemException refusedByDaemon(int status, long available, String message) {
        return new ProblemException(Problem.DAEMON_REFUSED, status, message, available, null, null);
    }

    /**
     * Returns the same problem with more for the log, which the client is not told.
     *
     * @param text names and values, printable and without a secret
     */
    public ProblemException withDetail(String text) {
        return new ProblemException(
                problem, status, String.valueOf(getMessage()), available, getCause(), text);
    }

    /** Returns what only the log is told. */
    public Optional<String> detail() {
        return Optional.ofNullable(detail);
    }

    /** Returns what went wrong. */
    public Problem problem() {
        return problem;
    }

    /** Returns the HTTP status for the client. */
    public int status() {
        return status;
    }

    /** Returns the number of bytes that can be addressed, where the problem is a range. */
    public OptionalLong available() {
        return available < 0 ? OptionalLong.empty() : OptionalLong.of(available);
    }
}
