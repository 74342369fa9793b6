// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.relay;

import org.ovirt.imageio.proxy.daemon.DaemonRoute;
import org.ovirt.imageio.proxy.ticket.Proof;
import org.ovirt.imageio.proxy.ticket.Ticket;
import org.ovirt.imageio.proxy.ticket.Transfer;

/**
 * An authorised request.
 *
 * @param transfer what it belongs to
 * @param proof what the client has shown
 * @param ticket what allowed it
 * @param route the way to the daemon
 * @param action what is done, for logs, such as {@code WRITE}
 * @param close whether client and daemon shall close their connections afterwards
 */
public record RelayRequest(
        Transfer transfer,
        Proof proof,
        Ticket ticket,
        DaemonRoute route,
        String action,
        boolean close) {}
