// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.relay;

import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpServerConnection;
import io.undertow.util.AttachmentKey;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.ovirt.imageio.proxy.daemon.DaemonLine;
import org.ovirt.imageio.proxy.daemon.IoLoop;
import org.ovirt.imageio.proxy.ticket.Ticker;
import org.xnio.IoUtils;
import org.xnio.conduits.ConduitStreamSourceChannel;
import org.xnio.conduits.StreamSourceConduit;

/**
 * What the proxy keeps for one connection of a client: the connection to a daemon that belongs to
 * it, how fast it is, and who wants to know when the client leaves.
 *
 * <p>Confined to the connection's I/O thread.
 */
final class ClientConnection {
    private static final AttachmentKey<ClientConnection> KEY =
            AttachmentKey.create(ClientConnection.class);

    private final HttpServerConnection connection;
    private final DaemonLine line = new DaemonLine();
    private final Pace pace;
    private @Nullable Runnable whenLeft;
    private @Nullable Runnable shrink;

    private ClientConnection(HttpServerConnection connection, IoLoop loop, Ticker ticker) {
        this.connection = connection;
        pace = new Pace(ticker);
        connection.addCloseListener(ignored -> loop.thread().execute(this::closed));
    }

    static ClientConnection of(HttpServerExchange exchange, IoLoop loop, Ticker ticker) {
        HttpServerConnection connection = (HttpServerConnection) exchange.getConnection();
        ClientConnection present = connection.getAttachment(KEY);
        if (present == null) {
            present = new ClientConnection(connection, loop, ticker);
            connection.putAttachment(KEY, present);
        }
        return present;
    }

    DaemonLine line() {
        return line;
    }

    Pace pace() {
        return pace;
    }

    /** Tells one at a time when the client has left. */
    void whenLeft(@Nullable Runnable listener) {
        whenLeft = listener;
    }

    /**
     * Reads ahead to notice that the client leaves while a request is under way whose body has been
     * read: Undertow itself reads nothing then. Bytes of a next request are given back.
     */
    void watch() {
        if (connection.getExtraBytes() != null) {
            // The client has sent a next request; more of it must not come before its beginning.
            return;
        }
        ConduitStreamSourceChannel source = connection.getChannel().getSourceChannel();
        source.setReadListener(ignored -> readAhead());
        connection.getOriginalSourceConduit().resumeReads();
    }

    private void readAhead() {
        StreamSourceConduit conduit = connection.getOriginalSourceConduit();
        PooledByteBuffer ahead = connection.getByteBufferPool().allocate();
        boolean kept = false;
        try {
            int count = conduit.read(ahead.getBuffer());
            if (count < 0) {
                close();
            } else if (count > 0) {
                conduit.suspendReads();
                ahead.getBuffer().flip();
                connection.ungetRequestBytes(ahead);
                kept = true;
            }
        } catch (IOException e) {
            close();
        } finally {
            if (!kept) {
                ahead.close();
            }
        }
    }

    /** Allows large buffers, for a relay that moves much. */
    void expectBulk(TlsBuffers buffers) {
        if (shrink == null) {
            shrink = buffers.enlarge(connection.getOriginalSourceConduit());
        }
    }

    /** Takes large buffers back; those in use are given up when they are empty. */
    void expectLittle() {
        if (shrink != null) {
            shrink.run();
            shrink = null;
        }
    }

    void close() {
        IoUtils.safeClose(connection);
    }

    private void closed() {
        line.close();
        Runnable listener = whenLeft;
        whenLeft = null;
        if (listener != null) {
            listener.run();
        }
    }
}
