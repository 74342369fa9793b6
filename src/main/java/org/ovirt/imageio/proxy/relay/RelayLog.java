// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.relay;

import java.lang.System.Logger.Level;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.ovirt.imageio.proxy.problem.ProblemException;
import org.ovirt.imageio.proxy.ticket.Activity;

/** The log of relays. It names a transfer by the Engine's id and never shows a ticket's. */
final class RelayLog {
    private static final System.Logger LOG = System.getLogger(RelayLog.class.getName());

    private RelayLog() {}

    static void ended(
            RelayRequest request,
            Activity activity,
            Duration elapsed,
            @Nullable ProblemException problem) {
        Level level = problem == null ? Level.DEBUG : level(problem);
        if (!LOG.isLoggable(level)) {
            return;
        }
        String line =
                "%s transfer=%s offset=%d bytes=%d ms=%d %s"
                        .formatted(
                                request.action(),
                                request.ticket().logName(),
                                activity.offset(),
                                activity.done(),
                                elapsed.toMillis(),
                                outcome(problem));
        if (problem == null || problem.getCause() == null) {
            LOG.log(level, line);
        } else {
            LOG.log(level, line, problem.getCause());
        }
    }

    private static String outcome(@Nullable ProblemException problem) {
        return problem == null
                ? "ok"
                : "status=" + problem.status() + " reason=" + problem.problem().code();
    }

    /** What a daemon refuses with a 4xx is the client's doing, which must not fill the log. */
    private static Level level(ProblemException problem) {
        return switch (problem.problem().fault()) {
            case LEAVING -> Level.DEBUG;
            case CLIENT -> Level.INFO;
            case DAEMON -> problem.status() < 500 ? Level.INFO : Level.ERROR;
            case PROXY -> Level.ERROR;
        };
    }
}
