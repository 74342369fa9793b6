// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.bench.report;

/**
 * A relay with many transfers that do not move.
 *
 * @param relay its name
 * @param transfers how many of what
 * @param idleBytes resident after its start, before the first request
 * @param warmBytes resident after all rounds, before the transfers began
 * @param stalledBytes resident at most while they were stalled
 * @param idleCpu processors that it used while nothing moved
 * @param tcpMemory which part of the kernel's memory for TCP was in use, of the whole machine; near
 *     1 no connection gets on, whatever the relay does
 * @param get a download beside them and alone
 * @param put an upload beside them and alone
 */
public record Stalls(
        String relay,
        String transfers,
        long idleBytes,
        long warmBytes,
        long stalledBytes,
        double idleCpu,
        double tcpMemory,
        Company get,
        Company put) {
    /**
     * The rate of a transfer that moves, in MiB/s.
     *
     * @param alone with nothing beside it
     * @param beside the stalled ones
     */
    public record Company(double alone, double beside) {
        /** Which part of its rate it keeps. */
        public double kept() {
            return beside / alone;
        }
    }
}
