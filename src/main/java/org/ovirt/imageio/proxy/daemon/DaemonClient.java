// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.daemon;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ovirt.imageio.proxy.config.DaemonConfig;
import org.ovirt.imageio.proxy.config.TlsConfig;
import org.ovirt.imageio.proxy.config.TrustConfig;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemException;
import org.ovirt.imageio.proxy.ticket.ConnectionCount;
import org.ovirt.imageio.proxy.ticket.DaemonUri;
import org.ovirt.imageio.proxy.ticket.Transfer;
import org.xnio.IoFuture;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.StreamConnection;

/** Opens exchanges with image daemons. */
public final class DaemonClient {
    private static final OptionMap SOCKET_OPTIONS =
            OptionMap.create(Options.TCP_NODELAY, true, Options.KEEP_ALIVE, true);

    private final DaemonTls tls;
    private final DaemonTrust trust;
    private final HostLookup hosts;
    private final DaemonConnection.Limits limits;

    /**
     * Creates a client.
     *
     * @throws IOException if the CA file cannot be read
     * @throws GeneralSecurityException if it has no usable certificate
     */
    public DaemonClient(DaemonConfig config, TlsConfig tlsConfig, TrustConfig trustConfig)
            throws IOException, GeneralSecurityException {
        this(config, tlsConfig, trustConfig, InetAddress::getAllByName);
    }

    DaemonClient(
            DaemonConfig config, TlsConfig tlsConfig, TrustConfig trustConfig, HostLookup hosts)
            throws IOException, GeneralSecurityException {
        tls = new DaemonTls(config.caFile());
        limits = new DaemonConnection.Limits(tlsConfig.keyLimit(), config.readTimeout());
        trust = new DaemonTrust(trustConfig);
        this.hosts = hosts;
    }

    /**
     * Looks up what a connection to a daemon needs, which may block; call it on a worker thread.
     *
     * @throws ProblemException {@link Problem#DAEMON_UNREACHABLE} if the name has no address
     */
    public DaemonRoute route(DaemonUri uri) {
        return new DaemonRoute(uri, lookUp(uri), tls.current());
    }

    /**
     * The same for a daemon that a token names.
     *
     * @throws ProblemException {@link Problem#DAEMON_UNTRUSTED} if it may not, {@link
     *     Problem#DAEMON_UNREACHABLE} if the name has no address
     */
    public DaemonRoute trustedRoute(DaemonUri uri) {
        return new DaemonRoute(uri, trust.trusted(uri, this::lookUp), tls.current());
    }

    private List<InetSocketAddress> lookUp(DaemonUri uri) {
        try {
            return Stream.of(hosts.addresses(uri.host()))
                    .map(address -> new InetSocketAddress(address, uri.port()))
                    .toList();
        } catch (UnknownHostException e) {
            throw new ProblemException(
                    Problem.DAEMON_UNREACHABLE,
                    "The proxy cannot resolve the name of the image daemon's host"
                            + " (daemon-unreachable). Check the DNS of the proxy's host.",
                    e);
        }
    }

    /**
     * Begins an exchange on the connection kept for this transfer, or on a new one.
     *
     * @param loop the I/O thread, which is the caller's
     * @param line where a connection may be kept
     * @param transfer the transfer that the connection is counted for
     * @param route the way to the daemon; its addresses are tried in order
     * @param listener hears of everything, but not during this call
     */
    public DaemonExchange open(
            IoLoop loop,
            DaemonLine line,
            Transfer transfer,
            DaemonRoute route,
            DaemonExchange.Listener listener) {
        DaemonConnection kept = line.take(transfer, route.uri());
        DaemonExchange exchange =
                new DaemonExchange(loop, route.uri().authority(), kept != null, listener);
        if (kept != null) {
            exchange.use(kept);
            loop.thread().execute(exchange::opened);
        } else {
            new Opening(loop, transfer, route, exchange).tryNext(null);
        }
        return exchange;
    }

    /**
     * Begins an exchange on a connection of its own that is counted for no transfer.
     *
     * @param loop the I/O thread, which is the caller's
     * @param route the way to the daemon; its addresses are tried in order
     * @param listener hears of everything, but not during this call
     */
    DaemonExchange open(IoLoop loop, DaemonRoute route, DaemonExchange.Listener listener) {
        DaemonExchange exchange =
                new DaemonExchange(loop, route.uri().authority(), false, listener);
        new Opening(loop, ConnectionCount.NONE, route, exchange).tryNext(null);
        return exchange;
    }

    /** A connection on its way to being open. */
    private final class Opening {
        private final IoLoop loop;
        private final ConnectionCount count;
        private final DaemonRoute route;
        private final Iterator<InetSocketAddress> addresses;
        private final DaemonExchange exchange;

        Opening(IoLoop loop, ConnectionCount count, DaemonRoute route, DaemonExchange exchange) {
            this.loop = loop;
            this.count = count;
            this.route = route;
            this.addresses = route.addresses().iterator();
            this.exchange = exchange;
        }

        void tryNext(@Nullable IOException reason) {
            if (!addresses.hasNext()) {
                exchange.fail(unreachable(reason));
                return;
            }
            IoFuture<StreamConnection> future =
                    loop.thread()
                            .openStreamConnection(
                                    addresses.next(), this::connected, SOCKET_OPTIONS);
            exchange.whileConnecting(future::cancel);
            future.addNotifier(
                    new IoFuture.HandlingNotifier<StreamConnection, Void>() {
                        @Override
                        public void handleFailed(IOException exception, Void ignored) {
                            loop.thread().execute(() -> tryNext(exception));
                        }
                    },
                    null);
        }

        private void connected(StreamConnection channel) {
            if (exchange.isOver()) {
                IoUtils.safeClose(channel);
                return;
            }
            DaemonConnection connection =
                    new DaemonConnection(loop, channel, route.newEngine(), limits, count, exchange);
            exchange.use(connection);
            connection.start();
        }
    }

    private static ProblemException unreachable(@Nullable IOException reason) {
        return new ProblemException(
                Problem.DAEMON_UNREACHABLE,
                "The proxy cannot connect to the image daemon (daemon-unreachable). Check that the"
                        + " host is up, that ovirt-imageio runs on it, and the firewall between.",
                reason == null ? new IOException("no address") : reason);
    }
}
