// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.ticket;

import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemException;

/** Counts the connections to daemons that are open for something. */
public interface ConnectionCount {
    /** For connections on which no byte of an image moves: nobody asks for them. */
    ConnectionCount NONE =
            new ConnectionCount() {
                @Override
                public void connectionOpened(OpenConnection connection) {
                    // It closes by itself.
                }

                @Override
                public void connectionClosed(OpenConnection connection) {
                    // It was not counted.
                }

                @Override
                public String logName() {
                    return "(none)";
                }
            };

    /**
     * Counts a connection to the daemon.
     *
     * @throws ProblemException {@link Problem#FORBIDDEN} if the ticket has been removed
     */
    void connectionOpened(OpenConnection connection);

    /** Takes back {@link #connectionOpened}. */
    void connectionClosed(OpenConnection connection);

    /** Returns the name of the transfer as a log can show it. */
    String logName();
}
