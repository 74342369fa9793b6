// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.ticket;

import static java.util.Comparator.naturalOrder;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

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
        OptionalLong transferred) {
    /**
     * Returns how a transfer stands that several nodes serve.
     *
     * @param nowNanos the time of a steady clock whose start means nothing
     * @param nodes how it stands on each of them, at least one
     */
    static TransferStatus of(Ticket ticket, long nowNanos, List<TransferReport> nodes) {
        boolean active = nodes.stream().anyMatch(TransferReport::active);
        Duration left = nodes.stream().map(TransferReport::left).max(naturalOrder()).orElseThrow();
        Duration idle = nodes.stream().map(TransferReport::idle).min(naturalOrder()).orElseThrow();
        List<Span> moved =
                nodes.stream().map(TransferReport::moved).reduce(List.of(), TransferReport::union);
        return new TransferStatus(
                ticket,
                active,
                nodes.stream().anyMatch(TransferReport::canceled),
                nodes.stream().mapToInt(TransferReport::connections).sum(),
                TimeUnit.NANOSECONDS.toSeconds(nowNanos + left.toNanos()),
                active ? 0 : idle.toSeconds(),
                ticket.operations().size() == 1
                        ? OptionalLong.of(moved.stream().mapToLong(Span::length).sum())
                        : OptionalLong.empty());
    }
}
