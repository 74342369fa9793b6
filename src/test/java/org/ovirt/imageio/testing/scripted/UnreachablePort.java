// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.scripted;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/**
 * A port of 127.0.0.1 to which connecting neither succeeds nor fails: its queue is full and nobody
 * accepts. Linux leaves connection attempts to such a port unanswered.
 */
public final class UnreachablePort implements Closeable {

    private static final byte[] LOOPBACK = {127, 0, 0, 1};
    private static final int PROBE_MILLIS = 200;

    private final ServerSocket listener;
    private final List<Socket> queued = new ArrayList<>();

    private UnreachablePort(ServerSocket listener) {
        this.listener = listener;
    }

    /** Takes a free port and fills its queue. */
    public static UnreachablePort open() throws IOException {
        UnreachablePort port =
                new UnreachablePort(new ServerSocket(0, 1, InetAddress.getByAddress(LOOPBACK)));
        try {
            port.fillQueue();
            return port;
        } catch (IOException e) {
            port.close();
            throw e;
        }
    }

    /** The port. */
    public int port() {
        return listener.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : queued) {
            socket.close();
        }
    }

    private void fillQueue() throws IOException {
        try {
            while (true) {
                Socket socket = new Socket();
                queued.add(socket);
                socket.connect(
                        new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port()),
                        PROBE_MILLIS);
            }
        } catch (SocketTimeoutException e) {
            // Full.
        }
    }
}
