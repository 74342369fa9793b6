// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.control;

import java.lang.System.Logger.Level;
import org.ovirt.imageio.proxy.ticket.Ticket;
import org.ovirt.imageio.proxy.ticket.Transfer;

/** One line at a transfer's start and one at its end. */
final class TransferLog {
    private static final System.Logger LOG = System.getLogger(TransferLog.class.getName());

    private TransferLog() {}

    static void installed(Ticket ticket) {
        LOG.log(
                Level.INFO,
                "Transfer {0} starts: ops={1} size={2} host={3} timeout={4}s",
                ticket.logName(),
                ticket.operations(),
                Long.toString(ticket.size()),
                ticket.daemon().host(),
                Long.toString(ticket.timeout().toSeconds()));
    }

    static void removed(Transfer transfer) {
        LOG.log(
                Level.INFO,
                "Transfer {0} ends: bytes={1} seconds={2}",
                transfer.ticket().logName(),
                Long.toString(transfer.transferred()),
                Long.toString(transfer.age().toSeconds()));
    }
}
