// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.cluster;

import java.io.IOException;
import java.net.InetAddress;

/** A process that tells whether it reaches an address. */
final class Ping {
    private static final int LIMIT_MILLIS = 1000;

    private Ping() {}

    /** Takes an IPv4 address and prints {@code true} or {@code false}. */
    public static void main(String[] args) throws IOException {
        System.out.println(reaches(InetAddress.getByName(args[0])));
    }

    private static boolean reaches(InetAddress address) {
        try {
            return address.isReachable(LIMIT_MILLIS);
        } catch (IOException e) {
            // There is no way to it.
            return false;
        }
    }
}
