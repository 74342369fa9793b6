// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.relay;

import java.time.Duration;
import org.ovirt.imageio.proxy.config.DaemonConfig;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemException;
import org.ovirt.imageio.proxy.ticket.Ticket;

/** Whom a relay waits for, and so how long it may and what to say when it was too long. */
enum Waiting {
    /** For the connection to the daemon and its TLS handshake. */
    CONNECTION {
        @Override
        Duration limit(DaemonConfig config, Ticket ticket) {
            return config.connectTimeout();
        }
    },
    /** For the daemon to send or take bytes. */
    DAEMON {
        @Override
        Duration limit(DaemonConfig config, Ticket ticket) {
            return config.readTimeout();
        }
    },
    /** For the daemon to finish some work before it answers at all. */
    OPERATION {
        @Override
        Duration limit(DaemonConfig config, Ticket ticket) {
            return config.operationTimeout();
        }
    },
    /** For earlier writes of the same bytes to end; whoever is asked has its own, shorter limit. */
    JOURNAL {
        @Override
        Duration limit(DaemonConfig config, Ticket ticket) {
            return Duration.ofSeconds(30);
        }

        @Override
        ProblemException tooLong() {
            return new ProblemException(
                    Problem.RANGE_BUSY,
                    "The proxy could not find out in time whether an earlier write of the same"
                            + " bytes has ended (range-busy). Retry.");
        }
    },
    /** For the client to send or take bytes. */
    CLIENT {
        @Override
        Duration limit(DaemonConfig config, Ticket ticket) {
            Duration limit = ticket.inactivityTimeout();
            return limit.compareTo(SHORTEST) < 0 ? SHORTEST : limit;
        }

        @Override
        ProblemException tooLong() {
            return new ProblemException(
                    Problem.CLIENT_STALLED,
                    "The client neither sent nor took any byte for as long as the transfer allows"
                            + " (client-stalled). Retry the range.");
        }
    };

    private static final Duration SHORTEST = Duration.ofSeconds(1);

    abstract Duration limit(DaemonConfig config, Ticket ticket);

    ProblemException tooLong() {
        return new ProblemException(
                Problem.DAEMON_STALLED,
                "The image daemon did not answer in time (daemon-stalled). Check the load and the"
                        + " storage of the host, then retry.");
    }
}
