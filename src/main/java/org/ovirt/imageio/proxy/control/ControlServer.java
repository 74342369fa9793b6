// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.control;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.glassfish.jersey.server.ContainerFactory;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.ServerProperties;
import org.ovirt.imageio.proxy.config.ControlConfig;
import org.ovirt.imageio.proxy.ops.Gate;
import org.ovirt.imageio.proxy.ops.Readiness;
import org.ovirt.imageio.proxy.rest.ProblemMapper;
import org.ovirt.imageio.proxy.ticket.Tickets;

/** Serves the Engine on the loopback addresses, from its start to its close. */
public final class ControlServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ControlServer.class.getName());
    private static final List<String> ADDRESSES = List.of("127.0.0.1", "::1");
    private static final int BACKLOG = 40;
    private static final int THREADS = 32;

    private final List<HttpServer> servers;
    private final ExecutorService threads;

    private ControlServer(List<HttpServer> servers, ExecutorService threads) {
        this.servers = servers;
        this.threads = threads;
    }

    /**
     * Starts to listen.
     *
     * @throws IOException if the port is taken; the message says what to do
     */
    public static ControlServer start(
            ControlConfig config, Tickets tickets, Readiness readiness, Gate gate)
            throws IOException {
        ResourceConfig application =
                new ResourceConfig()
                        .property(ServerProperties.WADL_FEATURE_DISABLE, true)
                        .register(new TicketsResource(tickets, config.removeTimeout()))
                        .register(new LocalOnlyFilter())
                        .register(new GateFilter(readiness, gate))
                        .register(new CloseAfterNoContent())
                        .register(new ProblemMapper());
        HttpHandler handler = ContainerFactory.createContainer(HttpHandler.class, application);
        List<HttpServer> servers = bind(config.port());
        AtomicInteger count = new AtomicInteger();
        ExecutorService threads =
                Executors.newFixedThreadPool(
                        THREADS,
                        task -> new Thread(task, "imageio-control-" + count.incrementAndGet()));
        for (HttpServer server : servers) {
            server.createContext("/", handler);
            server.setExecutor(threads);
            server.start();
        }
        return new ControlServer(servers, threads);
    }

    /** Returns the TCP port. */
    public int port() {
        return servers.get(0).getAddress().getPort();
    }

    private static List<HttpServer> bind(int wanted) throws IOException {
        List<HttpServer> servers = new ArrayList<>();
        int port = wanted;
        for (String address : ADDRESSES) {
            InetSocketAddress local = new InetSocketAddress(InetAddress.getByName(address), port);
            try {
                servers.add(HttpServer.create(local, BACKLOG));
                port = servers.get(0).getAddress().getPort();
            } catch (SocketException e) {
                // Without IPv6 there is no ::1, with java.net.preferIPv4Stack no such address.
                if (servers.isEmpty() || isInUse(e)) {
                    servers.forEach(server -> server.stop(0));
                    throw new IOException(
                            "Cannot listen on %s port %d for the Engine: %s. Another program may use the port (ss -ltnp shows it); end it or set imageio.control.port."
                                    .formatted(address, port, e.getMessage()),
                            e);
                }
                LOG.log(System.Logger.Level.INFO, "No {0} on this host; IPv4 alone", address);
            }
        }
        return servers;
    }

    private static boolean isInUse(SocketException e) {
        return String.valueOf(e.getMessage()).contains("in use");
    }

    @Override
    public void close() {
        servers.forEach(server -> server.stop(0));
        threads.shutdownNow();
    }
}
