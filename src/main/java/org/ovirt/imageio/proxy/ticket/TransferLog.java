// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.ticket;

import java.lang.System.Logger.Level;

/** One line at a transfer's start and one at its end, however it ends. */
final class TransferLog {
    private static final System.Logger LOG = System.getLogger(TransferLog.class.getName());

    private TransferLog() {}

    static void started(Ticket ticket) {
        allowed("starts", ticket);
    }

    static void replaced(Ticket ticket) {
        allowed("has a new ticket", ticket);
    }

    private static void allowed(String what, Ticket ticket) {
        LOG.log(
                Level.INFO,
                "Transfer {0} {1}: ops={2} size={3} host={4} timeout={5}s",
                ticket.logName(),
                what,
                ticket.operations(),
                Long.toString(ticket.size()),
                ticket.daemon().host(),
                Long.toString(ticket.timeout().toSeconds()));
    }

    static void ended(Transfer transfer, String why) {
        LOG.log(
                Level.INFO,
                "Transfer {0} ends, {1}: bytes={2} seconds={3}",
                transfer.ticket().logName(),
                why,
                Long.toString(transfer.transferred()),
                Long.toString(transfer.age().toSeconds()));
    }
}
