// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** TCP ports on loopback. */
public final class Ports {

    // Below the range from which Linux takes the ports of outgoing connections: what is free now is
    // still free when the server binds it.
    private static final int FIRST = 20_000;
    private static final int LAST = 31_999;

    private Ports() {}

    /** A port that nothing listens on. */
    public static int free() {
        for (; ; ) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, LAST + 1);
            if (isFree(port)) {
                return port;
            }
        }
    }

    /** Whether a server could listen on this port now. */
    static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (java.net.BindException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot try port " + port, e);
        }
    }

    /**
     * Checks that a server could listen on this port now.
     *
     * @param key the system property that chooses the port
     * @throws PortBusyException naming the port, the process that has it, and the property
     */
    public static void requireFree(int port, String key) {
        if (!isFree(port)) {
            throw new PortBusyException(port, key, PortOwner.of(port));
        }
    }
}
