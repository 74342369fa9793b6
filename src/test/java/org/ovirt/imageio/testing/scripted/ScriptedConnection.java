// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.scripted;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLSocket;
import org.ovirt.imageio.testing.http.MessageHead;

/** One connection to a {@link ScriptedDaemon}, as the test sees it. */
public final class ScriptedConnection {

    private static final int READ_AHEAD = 16 * 1024;

    private final HoldingSocket plain;
    private final Greeting greeting;
    private final ScriptBook book;
    private final List<MessageHead> requests = new CopyOnWriteArrayList<>();
    private final AtomicLong bodyBytes = new AtomicLong();
    private final CountDownLatch peerClosed = new CountDownLatch(1);
    private volatile boolean endedHere;
    private volatile String protocol = "";

    ScriptedConnection(HoldingSocket plain, Greeting greeting, ScriptBook book) {
        this.plain = plain;
        this.greeting = greeting;
        this.book = book;
    }

    /** Request heads read so far, in their order. */
    public List<MessageHead> requests() {
        return List.copyOf(requests);
    }

    /** Bytes of request bodies read so far. */
    public long bodyBytesReceived() {
        return bodyBytes.get();
    }

    /** The TLS version that was agreed on, as Java names it; empty before the handshake's end. */
    public String protocol() {
        return protocol;
    }

    /** Whether this side has not ended the connection yet. */
    public boolean isOpen() {
        return !endedHere && !plain.isClosed();
    }

    /**
     * Waits until this side has noticed that the peer ended or reset the connection. It notices
     * only when it reads or sends: after a script's end, or in its {@link Exchange#awaitPeerClose}.
     *
     * @return whether that was so within this time
     */
    public boolean awaitPeerClosed(Duration limit) throws InterruptedException {
        return peerClosed.await(limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    void run() throws InterruptedException {
        try (plain) {
            plain.setTcpNoDelay(true);
            Socket socket = greeting.greet(plain);
            if (socket == null) {
                plain.getInputStream().transferTo(OutputStream.nullOutputStream());
            } else {
                converse(socket);
            }
            noticeEnd();
        } catch (IOException e) {
            noticeEnd();
        }
    }

    /** Ends the connection without a TLS goodbye. */
    void cut() throws IOException {
        endedHere = true;
        plain.close();
    }

    /** Ends the connection with a TCP reset. */
    void reset() throws IOException {
        plain.setSoLinger(true, 0);
        cut();
    }

    /** Ends the connection as it should be. */
    void close(Socket socket) throws IOException {
        endedHere = true;
        socket.close();
    }

    void received(MessageHead head) {
        requests.add(head);
        book.received(head);
    }

    void receivedBody(long count) {
        bodyBytes.addAndGet(count);
    }

    private void converse(Socket socket) throws IOException, InterruptedException {
        if (socket instanceof SSLSocket secure) {
            secure.startHandshake();
            protocol = secure.getSession().getProtocol();
        }
        Exchange exchange =
                new Exchange(
                        this,
                        plain,
                        socket,
                        new BufferedInputStream(socket.getInputStream(), READ_AHEAD));
        Script opening = book.nextOpening();
        if (opening != null) {
            book.run(opening, exchange);
        }
        while (isOpen() && exchange.isRequestComing()) {
            book.run(book.nextScript(), exchange);
        }
    }

    /** What ends without this side's doing was ended by the peer. */
    private void noticeEnd() {
        if (!endedHere) {
            peerClosed.countDown();
        }
    }
}
