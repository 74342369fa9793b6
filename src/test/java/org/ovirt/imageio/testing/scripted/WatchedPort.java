// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.scripted;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;

/** A port that nobody is meant to connect to. */
public final class WatchedPort implements Closeable {
    private static final int BACKLOG = 1024;

    private final ServerSocket listener;

    private WatchedPort(ServerSocket listener) {
        this.listener = listener;
    }

    /**
     * Watches a port.
     *
     * @param address a literal address of this machine
     * @param port 0 for any free one
     */
    public static WatchedPort open(String address, int port) throws IOException {
        return new WatchedPort(new ServerSocket(port, BACKLOG, InetAddress.getByName(address)));
    }

    /** The port. */
    public int port() {
        return listener.getLocalPort();
    }

    /**
     * Whether there is a connection that was not told of before. The kernel has queued every one
     * that the other side has seen succeed.
     */
    public boolean wasTouched() throws IOException {
        listener.setSoTimeout(1);
        try {
            listener.accept().close();
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
