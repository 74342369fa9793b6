// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.bench.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** Ports for programs that cannot choose one themselves. */
public final class LoopbackPort {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long POLL_MILLIS = 20;

    private LoopbackPort() {}

    /** An address that nobody listened at a moment ago. */
    public static InetSocketAddress free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new InetSocketAddress(socket.getInetAddress(), socket.getLocalPort());
        }
    }

    /**
     * Waits until a process accepts connections.
     *
     * @throws IOException if it ends or takes longer than ten seconds
     */
    public static void await(InetSocketAddress address, ChildProcess process)
            throws IOException, InterruptedException {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (!accepts(address)) {
            if (!process.isAlive() || Instant.now().isAfter(deadline)) {
                throw new IOException("nobody listens at " + address + ": " + process.log());
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
    }

    private static boolean accepts(InetSocketAddress address) {
        try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
