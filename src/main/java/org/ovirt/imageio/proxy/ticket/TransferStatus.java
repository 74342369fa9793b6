// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.ticket;

import java.util.OptionalLong;

/**
 * What the Engine is told about a transfer at one moment.
 *
 * @param ticket what was allowed
 * @param active whether a relay is running
 * @param canceled whether the ticket is being removed
 * @param connections open connections to the daemon
 * @param expires when the ticket ends, in seconds of a steady clock whose start means nothing
 * @param idleTime seconds since the last activity, 0 while active
 * @param transferred bytes in the union of all relayed ranges; nothing if the ticket allows both
 *     operations, since then the number would mean nothing
 */
public record TransferStatus(
        Ticket ticket,
        boolean active,
        boolean canceled,
        int connections,
        long expires,
        long idleTime,
        OptionalLong transferred) {}
