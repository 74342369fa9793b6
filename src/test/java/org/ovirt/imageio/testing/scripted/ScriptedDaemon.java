// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.scripted;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.ovirt.imageio.testing.http.MessageHead;

/**
 * A daemon on 127.0.0.1 that does what scripts say, byte by byte.
 *
 * <pre>{@code
 * daemon.onRequest(r -> r.readHead().send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc").cut());
 * }</pre>
 *
 * <p>Each request, on whichever connection, gets the next script. A request without one, and a
 * script that throws anything but an {@link IOException}, fail the test at {@link #close}.
 */
public final class ScriptedDaemon implements Closeable {

    private static final byte[] LOOPBACK = {127, 0, 0, 1};
    private static final int BACKLOG = 1024;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Listener listener;
    private final Greeting greeting;
    private final Thread acceptor;
    private final ScriptBook book = new ScriptBook();
    private final List<ScriptedConnection> connections = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    /** Accepts sockets that can hold back what is sent. */
    private static final class Listener extends ServerSocket {

        Listener() throws IOException {
            super(0, BACKLOG, InetAddress.getByAddress(LOOPBACK));
        }

        @Override
        public HoldingSocket accept() throws IOException {
            HoldingSocket socket = new HoldingSocket();
            implAccept(socket);
            return socket;
        }
    }

    private ScriptedDaemon(Listener listener, Greeting greeting) {
        this.listener = listener;
        this.greeting = greeting;
        acceptor = thread("scripted-daemon-" + listener.getLocalPort(), this::accept);
    }

    /** Speaks TLS with this certificate, on a free port. */
    public static ScriptedDaemon start(SSLContext context) throws IOException {
        return start(Greeting.tls(context));
    }

    /** Speaks HTTP without TLS. */
    public static ScriptedDaemon startPlain() throws IOException {
        return start(Greeting.none());
    }

    /** Accepts connections and never says a word, not even of a handshake. */
    public static ScriptedDaemon startSilent() throws IOException {
        return start(Greeting.silence());
    }

    /** Sends these bytes in place of a handshake, and then no more. */
    public static ScriptedDaemon startGarbage(byte[] bytes) throws IOException {
        return start(Greeting.bytes(bytes));
    }

    /** Adds a script for one request, run when the request's first byte is there. */
    public ScriptedDaemon onRequest(Script script) {
        book.add(script);
        return this;
    }

    /** Sets the script for all requests that none was added for. */
    public ScriptedDaemon onEveryOtherRequest(Script script) {
        book.otherwise(script);
        return this;
    }

    /** Adds a script for one connection, run after its handshake without waiting for a request. */
    public ScriptedDaemon onConnection(Script script) {
        book.addOpening(script);
        return this;
    }

    /** The port it listens on. */
    public int port() {
        return listener.getLocalPort();
    }

    /** {@code https://localhost:<port>/images/<ticketId>}. */
    public URI imageUri(String ticketId) {
        return URI.create("https://localhost:" + port() + "/images/" + ticketId);
    }

    /** Connections that this side has not ended, and that it has not seen the peer end. */
    public int openConnections() {
        return (int) connections().stream().filter(ScriptedConnection::isOpen).count();
    }

    /** Connections accepted since the start, in their order. */
    public List<ScriptedConnection> connections() {
        synchronized (connections) {
            return List.copyOf(connections);
        }
    }

    /**
     * Waits for a connection.
     *
     * @param index 0 for the first one
     * @throws AssertionError when it has not come after ten seconds
     */
    public ScriptedConnection awaitConnection(int index) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        synchronized (connections) {
            while (connections.size() <= index) {
                long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
                if (left <= 0) {
                    throw new AssertionError("No connection " + index);
                }
                connections.wait(left);
            }
            return connections.get(index);
        }
    }

    /**
     * Waits for the head of the next request, on whichever connection, that a script has read.
     *
     * @throws AssertionError when it has not come after ten seconds
     */
    public MessageHead awaitRequest() throws InterruptedException {
        MessageHead head = book.awaitRequest(PATIENCE);
        if (head == null) {
            throw new AssertionError("No request");
        }
        return head;
    }

    /**
     * Ends all connections and scripts.
     *
     * @throws AssertionError when a script has failed
     */
    @Override
    public void close() throws IOException {
        listener.close();
        awaitAcceptor();
        for (ScriptedConnection connection : connections()) {
            connection.cut();
        }
        synchronized (connections) {
            threads.forEach(Thread::interrupt);
        }
        if (!book.failures().isEmpty()) {
            throw new AssertionError("A script failed", book.failures().get(0));
        }
    }

    /** The kernel listens until the last call that waits for a connection has returned. */
    private void awaitAcceptor() {
        try {
            acceptor.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static ScriptedDaemon start(Greeting greeting) throws IOException {
        Listener listener = new Listener();
        ScriptedDaemon daemon = new ScriptedDaemon(listener, greeting);
        daemon.acceptor.start();
        return daemon;
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

    private void serve(HoldingSocket socket) throws IOException {
        ScriptedConnection connection = new ScriptedConnection(socket, greeting, book);
        Thread thread = thread("scripted-daemon-" + port(), () -> run(connection));
        synchronized (connections) {
            connections.add(connection);
            threads.add(thread);
            connections.notifyAll();
            thread.start();
        }
        if (listener.isClosed()) {
            connection.cut();
            thread.interrupt();
        }
    }

    private static void run(ScriptedConnection connection) {
        try {
            connection.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Thread thread(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }
}
