// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.relay;

import java.time.Duration;
import org.ovirt.imageio.proxy.config.DaemonConfig;
import org.ovirt.imageio.proxy.daemon.DaemonClient;
import org.ovirt.imageio.proxy.daemon.IoLoop;
import org.ovirt.imageio.proxy.ticket.Journals;
import org.ovirt.imageio.proxy.ticket.Ticker;

/**
 * What a relay finds on its I/O thread.
 *
 * @param loop the thread and its shared memory
 * @param watchdog looks after stalled relays
 * @param buffers large ones, for clients' connections
 * @param daemons opens exchanges with daemons
 * @param journals lets writes begin
 * @param latestWrite how long after its arrival a write may begin
 * @param config the limits of waiting
 * @param ticker measures how long a relay takes
 * @param clearance whether bytes may move
 */
record RelayContext(
        IoLoop loop,
        Watchdog watchdog,
        TlsBuffers buffers,
        DaemonClient daemons,
        Journals journals,
        Duration latestWrite,
        DaemonConfig config,
        Ticker ticker,
        Clearance clearance) {}
