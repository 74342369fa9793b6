// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.daemon;

import org.jspecify.annotations.Nullable;
import org.ovirt.imageio.proxy.problem.ProblemException;
import org.ovirt.imageio.proxy.ticket.DaemonUri;
import org.ovirt.imageio.proxy.ticket.Transfer;

/**
 * The connection to a daemon that belongs to one connection of a client.
 *
 * <p>A client's connection has one connection to a daemon, kept for its next request under the same
 * ticket, as in ovirt-imageio's own proxy. A pool that clients share would keep images open on the
 * host after their clients have left, and could hold more connections than the disk behind a daemon
 * takes (qemu-nbd refuses the ninth). So when the client's connection closes, or its ticket goes,
 * or the next request is for another ticket, this connection is closed.
 *
 * <p>Confined to the I/O thread of the client's connection.
 */
public final class DaemonLine {
    private @Nullable Kept kept;
    private boolean closed;

    private record Kept(Transfer transfer, DaemonUri uri, DaemonConnection connection) {}

    /** Gives the connection back after a whole exchange, or closes it. */
    public void release(DaemonExchange exchange, Transfer transfer, DaemonUri uri, boolean keep) {
        DaemonConnection connection = exchange.takeReusable();
        if (connection == null) {
            return;
        }
        if (!keep || closed) {
            connection.close();
            return;
        }
        connection.expectLittle();
        connection.handOver(new Idle(connection));
        connection.resumeReads();
        kept = new Kept(transfer, uri, connection);
    }

    /** Closes the connection and takes no other. */
    public void close() {
        closed = true;
        drop();
    }

    @Nullable DaemonConnection take(Transfer transfer, DaemonUri uri) {
        Kept current = kept;
        if (current == null || current.connection().isClosed()) {
            return null;
        }
        if (current.transfer() != transfer || !current.uri().equals(uri)) {
            drop();
            return null;
        }
        kept = null;
        return current.connection();
    }

    private void drop() {
        if (kept != null) {
            kept.connection().close();
            kept = null;
        }
    }

    /** An idle connection is closed by anything that happens on it but TLS's own messages. */
    private static final class Idle implements DaemonConnection.Events {
        private final DaemonConnection connection;

        Idle(DaemonConnection connection) {
            this.connection = connection;
        }

        @Override
        public void opened() {}

        @Override
        public void readable() {
            try {
                if (connection.read() != 0) {
                    connection.close();
                }
            } catch (java.io.IOException e) {
                connection.close();
            }
        }

        @Override
        public void writable() {}

        @Override
        public boolean maySend() {
            return true;
        }

        @Override
        public void unsendable(ProblemException problem) {
            connection.close();
        }

        @Override
        public void failed(ProblemException problem) {}
    }
}
