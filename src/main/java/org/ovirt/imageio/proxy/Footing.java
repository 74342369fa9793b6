// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy;

import java.time.Duration;
import java.util.UUID;
import org.ovirt.imageio.proxy.cluster.Cluster;
import org.ovirt.imageio.proxy.relay.Clearance;
import org.ovirt.imageio.proxy.session.LocalSessions;
import org.ovirt.imageio.proxy.session.SessionStore;
import org.ovirt.imageio.proxy.ticket.JournalStore;
import org.ovirt.imageio.proxy.ticket.MemoryJournals;
import org.ovirt.imageio.proxy.ticket.RemoteWrites;
import org.ovirt.imageio.proxy.ticket.Ticker;
import org.ovirt.imageio.proxy.ticket.TicketDirectory;

/**
 * What the parts of a node stand on: its own memory if it is alone, that of all nodes in a cluster.
 *
 * @param node this node's name, which no other process ever has
 * @param patience how long a write waits for an earlier one of the same bytes to end
 * @param latestWrite how long after its arrival a write may begin
 */
record Footing(
        String node,
        TicketDirectory directory,
        SessionStore sessions,
        JournalStore journals,
        RemoteWrites remoteWrites,
        Clearance clearance,
        Duration patience,
        Duration latestWrite) {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** One node knows the order of its requests. */
    private static final Duration NEVER_LATE = Duration.ofDays(1);

    /**
     * Another node may have taken a newer write of the same bytes: shorter than clients wait before
     * they give up.
     */
    private static final Duration LATEST_WRITE = Duration.ofSeconds(2);

    static Footing ofOneNode(Ticker ticker) {
        return new Footing(
                UUID.randomUUID().toString(),
                TicketDirectory.OF_ONE_NODE,
                new LocalSessions(ticker),
                new MemoryJournals(),
                RemoteWrites.NONE,
                Clearance.GIVEN,
                PATIENCE,
                NEVER_LATE);
    }

    static Footing of(Cluster cluster) {
        return new Footing(
                cluster.name(),
                cluster.directory(),
                cluster.sessionStore(),
                cluster.journalStore(),
                cluster.remoteWrites(),
                cluster.clearance(),
                LATEST_WRITE,
                LATEST_WRITE);
    }
}
