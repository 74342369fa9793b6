// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.tls;

import io.undertow.UndertowOptions;
import io.undertow.protocols.ssl.UndertowXnioSsl;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.server.HttpHandler;
import io.undertow.server.protocol.http.HttpOpenListener;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.StreamConnection;
import org.xnio.Xnio;
import org.xnio.XnioWorker;
import org.xnio.channels.AcceptingChannel;
import org.xnio.conduits.AbstractStreamSinkConduit;
import org.xnio.conduits.StreamSinkConduit;

/** Undertow with an https listener as WildFly makes it, and a meter on its sockets. */
final class TlsServer implements Closeable {
    private final XnioWorker worker;
    private final AcceptingChannel<StreamConnection> listener;
    private final AtomicLong largestWrite = new AtomicLong();

    private TlsServer(XnioWorker worker, SSLContext context, HttpHandler handler)
            throws IOException {
        this.worker = worker;
        UndertowXnioSsl ssl =
                new UndertowXnioSsl(
                        worker.getXnio(),
                        OptionMap.create(Options.USE_DIRECT_BUFFERS, true),
                        context);
        HttpOpenListener http =
                new HttpOpenListener(
                        new DefaultByteBufferPool(false, 17 * 1024),
                        OptionMap.create(UndertowOptions.MAX_ENTITY_SIZE, -1L));
        http.setRootHandler(handler);
        listener =
                worker.createStreamConnectionServer(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        channel -> accept(channel, ssl, http),
                        OptionMap.EMPTY);
        listener.resumeAccepts();
    }

    static TlsServer start(SSLContext context, HttpHandler handler) throws IOException {
        XnioWorker worker =
                Xnio.getInstance()
                        .createWorker(
                                OptionMap.create(
                                        Options.WORKER_IO_THREADS, 2, Options.TCP_NODELAY, true));
        return new TlsServer(worker, context, handler);
    }

    private void accept(
            AcceptingChannel<StreamConnection> channel,
            UndertowXnioSsl ssl,
            HttpOpenListener http) {
        try {
            StreamConnection connection = channel.accept();
            if (connection != null) {
                StreamSinkConduit socket = connection.getSinkChannel().getConduit();
                connection.getSinkChannel().setConduit(new Meter(socket));
                http.handleEvent(ssl.wrapExistingConnection(connection, OptionMap.EMPTY, false));
            }
        } catch (IOException e) {
            IoUtils.safeClose(channel);
        }
    }

    URI uri() {
        InetSocketAddress address = listener.getLocalAddress(InetSocketAddress.class);
        return URI.create("https://127.0.0.1:" + address.getPort() + "/");
    }

    /** The most bytes that were given to a socket at once. */
    long largestWrite() {
        return largestWrite.get();
    }

    @Override
    public void close() {
        IoUtils.safeClose(listener);
        worker.shutdownNow();
    }

    private final class Meter extends AbstractStreamSinkConduit<StreamSinkConduit> {
        Meter(StreamSinkConduit next) {
            super(next);
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            largestWrite.accumulateAndGet(source.remaining(), Math::max);
            return super.write(source);
        }
    }
}
