// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.daemon;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Finds the addresses of hosts. It may block. */
@FunctionalInterface
interface HostLookup {
    /**
     * Returns the addresses of a host.
     *
     * @param host a name or a literal address
     * @throws UnknownHostException if it has none
     */
    InetAddress[] addresses(String host) throws UnknownHostException;
}
