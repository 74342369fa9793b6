// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.cluster;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * The main class of a process that lets tests in to what listens on the loopback of another network
 * namespace. It ends at the end of its standard input.
 */
final class Door {
    private Door() {}

    /**
     * Prints an empty line when it is open.
     *
     * @param args the IPv4 address to listen on, and the ports; each leads to itself on loopback
     */
    public static void main(String[] args) throws IOException {
        InetAddress outside = InetAddress.getByName(args[0]);
        for (int i = 1; i < args.length; i++) {
            int port = Integer.parseInt(args[i]);
            Forwarder.start(
                    new InetSocketAddress(outside, port),
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        }
        System.out.println();
        System.in.transferTo(OutputStream.nullOutputStream());
        Runtime.getRuntime().halt(0);
    }
}
