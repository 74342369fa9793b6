// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.daemon;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;

/**
 * An image daemon on https, by default on 127.0.0.1, that answers like ovirt-imageio 2.x with raw
 * files.
 *
 * <p>Tickets come from {@link #install} instead of a control socket. Two things differ from the
 * reference on purpose: extents tell zeros from data (it tells one extent for a file, but does
 * better for the disks that qemu serves), and an open range that starts behind the end is a 416.
 *
 * <p>Each connection has a thread of its own; they all end with {@link #close}.
 */
public final class ImageDaemon implements Closeable {

    private static final byte[] LOOPBACK = {127, 0, 0, 1};
    private static final int BACKLOG = 1024;

    private final ServerSocket listener;
    private final SSLContext context;
    private final Clock clock;
    private final Tickets tickets;
    private final Router router = new Router();
    private final Traffic traffic = new Traffic();
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();

    private ImageDaemon(ServerSocket listener, SSLContext context, Clock clock) {
        this.listener = listener;
        this.context = context;
        this.clock = clock;
        this.tickets = new Tickets(clock);
    }

    /**
     * Starts a daemon.
     *
     * @param context with the daemon's certificate
     * @param port to listen on; 0 for a free one
     * @throws java.net.BindException when the port is busy
     */
    public static ImageDaemon start(SSLContext context, int port) throws IOException {
        return start(context, port, Clock.systemUTC());
    }

    /**
     * Starts a daemon.
     *
     * @param address where to listen; port 0 for a free one
     */
    public static ImageDaemon start(SSLContext context, InetSocketAddress address)
            throws IOException {
        return start(context, address, Clock.systemUTC());
    }

    /** Starts a daemon whose tickets expire by this clock. */
    public static ImageDaemon start(SSLContext context, int port, Clock clock) throws IOException {
        return start(
                context, new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port), clock);
    }

    private static ImageDaemon start(SSLContext context, InetSocketAddress address, Clock clock)
            throws IOException {
        ServerSocket listener = new ServerSocket();
        try {
            listener.setReuseAddress(true);
            listener.bind(address, BACKLOG);
        } catch (IOException e) {
            listener.close();
            throw e;
        }
        ImageDaemon daemon = new ImageDaemon(listener, context, clock);
        daemon.startThread("image-daemon-" + listener.getLocalPort(), daemon::accept);
        return daemon;
    }

    /** The port it listens on. */
    public int port() {
        return listener.getLocalPort();
    }

    /** {@code https://localhost:<port>/images/<ticketId>}. */
    public URI imageUri(String ticketId) {
        return URI.create("https://localhost:" + port() + "/images/" + ticketId);
    }

    /**
     * Allows what the ticket says, instead of what an earlier ticket of the same id said.
     *
     * @throws IOException when the image cannot be opened or created
     */
    public void install(DaemonTicket ticket) throws IOException {
        tickets.install(ticket);
    }

    /**
     * Forgets a ticket; an unknown one is no error. Operations that run end with their next buffer,
     * and their connections with them; idle connections stay.
     */
    public void remove(String ticketId) {
        tickets.remove(ticketId);
    }

    /** Connections that are open now. */
    public int openConnections() {
        return traffic.open();
    }

    /** Open connections that have used this ticket, as the reference counts them. */
    public int openConnections(String ticketId) {
        InstalledTicket ticket = tickets.find(ticketId);
        return ticket == null ? 0 : ticket.connections();
    }

    /** Operations that run now with this ticket; those that have used it. */
    public int runningOperations(String ticketId) {
        InstalledTicket ticket = tickets.find(ticketId);
        return ticket == null ? 0 : ticket.running();
    }

    /** Bytes that were written to or read from the image with this ticket, zeroed ones included. */
    public long movedBytes(String ticketId) {
        InstalledTicket ticket = tickets.find(ticketId);
        return ticket == null ? 0 : ticket.moved();
    }

    /** Connections that were accepted since the start. */
    public long acceptedConnections() {
        return traffic.accepted();
    }

    /** The latest ten thousand requests whose heads were read, in the order they were read. */
    public List<SeenRequest> requests() {
        return traffic.requests();
    }

    /** Those of the {@link #requests()} whose target names this ticket. */
    public List<SeenRequest> requests(String ticketId) {
        return requests().stream().filter(r -> r.target().contains(ticketId)).toList();
    }

    /** Stops listening, ends all connections and closes all images. */
    @Override
    public void close() throws IOException {
        listener.close();
        for (Connection connection : connections) {
            connection.abort();
        }
        tickets.clear();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                serve(listener.accept());
            } catch (IOException e) {
                // Closed, or one connection failed before it was there: the loop tells them apart.
            }
        }
    }

    private void serve(Socket socket) throws IOException {
        long id = traffic.opened();
        Connection connection =
                new Connection(
                        id, socket, context.getSocketFactory(), tickets, router, traffic, clock);
        connections.add(connection);
        if (listener.isClosed()) {
            connection.abort();
        }
        startThread(
                "image-daemon-" + port() + "-" + id,
                () -> {
                    connection.run();
                    connections.remove(connection);
                });
    }

    private void startThread(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }
}
