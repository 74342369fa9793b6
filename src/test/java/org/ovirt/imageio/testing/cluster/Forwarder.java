// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.cluster;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Leads connections to one address on to another, until both ends have had enough. */
final class Forwarder implements Closeable {
    private static final int BACKLOG = 100;

    private final ServerSocket listener;
    private final InetSocketAddress target;

    private Forwarder(ServerSocket listener, InetSocketAddress target) {
        this.listener = listener;
        this.target = target;
    }

    /** Listens; port 0 for a free one. */
    static Forwarder start(InetSocketAddress address, InetSocketAddress target) throws IOException {
        ServerSocket listener = new ServerSocket(address.getPort(), BACKLOG, address.getAddress());
        Forwarder forwarder = new Forwarder(listener, target);
        run(forwarder::accept);
        return forwarder;
    }

    int port() {
        return listener.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private void accept() throws IOException {
        while (true) {
            Socket outer = listener.accept();
            run(() -> serve(outer));
        }
    }

    private void serve(Socket outer) throws IOException {
        try (outer;
                Socket inner = new Socket()) {
            inner.connect(target);
            run(() -> copy(inner, outer));
            copy(outer, inner);
        }
    }

    /** Whatever ends one way ends the other one, too. */
    private static void copy(Socket from, Socket to) throws IOException {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        }
    }

    private static void run(Work work) {
        Thread thread =
                new Thread(
                        () -> {
                            try {
                                work.run();
                            } catch (IOException e) {
                                // A connection failed; whoever uses it sees its end.
                            }
                        },
                        "forwarder");
        thread.setDaemon(true);
        thread.start();
    }

    @FunctionalInterface
    private interface Work {
        void run() throws IOException;
    }
}
