// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.web;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;

/** Tells whether a client is on the proxy's own host. */
@FunctionalInterface
interface Locality {
    /** Asks the host's network interfaces. */
    Locality OF_INTERFACES =
            address -> {
                if (address.isEmpty()) {
                    // What the container does not know; it would be taken for the loopback.
                    return false;
                }
                try {
                    // The container gives an address and no name, so nothing is looked up.
                    InetAddress client = InetAddress.getByName(address);
                    return client.isLoopbackAddress()
                            || NetworkInterface.getByInetAddress(client) != null;
                } catch (UnknownHostException | SocketException e) {
                    return false;
                }
            };

    /**
     * Returns whether an address is one of this host's.
     *
     * @param address an IP address, or empty if it is not known
     */
    boolean isOfThisHost(String address);
}
