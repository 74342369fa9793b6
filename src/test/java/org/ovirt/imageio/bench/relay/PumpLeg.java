// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.bench.relay;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;

/**
 * One of the two TLS connections of a {@link PumpPair}. Both sides of the engine are heap arrays,
 * where the JDK's AES-GCM is fast.
 */
final class PumpLeg {
    /** Bytes to read at once. Whole records of so many bytes decrypt to fewer. */
    static final int CAPACITY = 128 << 10;

    /** Room for one more record, which JSSE wants to see before it decrypts or encrypts one. */
    static final int SLACK = 2 * (16 << 10);

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final SocketChannel channel;
    private final SSLEngine engine;
    private final SelectionKey key;
    private final ByteBuffer incoming = ByteBuffer.allocate(CAPACITY).flip();
    private final ByteBuffer outgoing = ByteBuffer.allocate(CAPACITY + SLACK);
    private boolean readable;
    private boolean open = true;
    private boolean secure;

    PumpLeg(SocketChannel channel, SSLEngine engine, Selector selector) throws IOException {
        this.channel = channel;
        this.engine = engine;
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        key = channel.register(selector, 0);
        engine.beginHandshake();
    }

    void attach(PumpPair pair) {
        key.attach(pair);
    }

    boolean has(SelectionKey other) {
        return key.equals(other);
    }

    void noteReady() {
        readable |= key.isReadable();
    }

    /** Asks for the events that can get this leg on. */
    void awaitReady(boolean otherTakesBytes) {
        int read = !secure || otherTakesBytes ? SelectionKey.OP_READ : 0;
        int write = outgoing.position() > 0 ? SelectionKey.OP_WRITE : 0;
        if (key.interestOps() != (read | write)) {
            key.interestOps(read | write);
        }
    }

    /** Whether bytes may come from it. */
    boolean isOpen() {
        return open;
    }

    /** Whether there is reason to call {@link #receive}. */
    boolean isReadable() {
        return open && readable;
    }

    /** Whether {@link #send} may be called. */
    boolean takesBytes() {
        return secure && outgoing.position() == 0;
    }

    /** Gets the handshake on as far as it goes now; returns whether it is done. */
    boolean shakeHands() throws IOException {
        while (!secure && open) {
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> engine.getDelegatedTask().run();
                case NEED_WRAP -> {
                    wrap(NOTHING);
                    flush();
                }
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                    if (!shakeHandsOnce()) {
                        return false;
                    }
                }
                case FINISHED, NOT_HANDSHAKING -> {
                    secure = true;
                    // Bytes of the image may have come with the handshake's last ones.
                    readable = true;
                }
            }
        }
        return secure;
    }

    private boolean shakeHandsOnce() throws IOException {
        if (engine.unwrap(incoming, NOTHING).getStatus()
                != SSLEngineResult.Status.BUFFER_UNDERFLOW) {
            return true;
        }
        return read() > 0;
    }

    /** Decrypts all whole records that are here into an empty buffer of CAPACITY + SLACK bytes. */
    void receive(ByteBuffer target) throws IOException {
        read();
        while (unwrap(target)) {
            runTasks();
        }
    }

    private boolean unwrap(ByteBuffer target) throws SSLException {
        SSLEngineResult result = engine.unwrap(incoming, target);
        return switch (result.getStatus()) {
            case OK -> result.bytesConsumed() > 0;
            case BUFFER_UNDERFLOW -> false;
            case BUFFER_OVERFLOW ->
                    throw new SSLException("records decrypt to more bytes than they have");
            case CLOSED -> {
                open = false;
                yield false;
            }
        };
    }

    private void runTasks() {
        if (engine.getHandshakeStatus() == SSLEngineResult.HandshakeStatus.NEED_TASK) {
            engine.getDelegatedTask().run();
        }
    }

    /** Reads once; a buffer that is not full after that means that the kernel has no more. */
    private int read() throws IOException {
        incoming.compact();
        int count = channel.read(incoming);
        readable = !incoming.hasRemaining();
        incoming.flip();
        open &= count >= 0;
        return count;
    }

    /** Encrypts all bytes and sends what the socket takes. Only if {@link #takesBytes()}. */
    void send(ByteBuffer source) throws IOException {
        while (source.hasRemaining()) {
            wrap(source);
        }
        flush();
    }

    private void wrap(ByteBuffer source) throws SSLException {
        SSLEngineResult.Status status = engine.wrap(source, outgoing).getStatus();
        if (status != SSLEngineResult.Status.OK) {
            throw new SSLException("cannot encrypt: " + status);
        }
    }

    /** Sends what the socket takes; returns whether that was all. */
    boolean flush() throws IOException {
        if (outgoing.position() > 0) {
            outgoing.flip();
            channel.write(outgoing);
            outgoing.compact();
        }
        return outgoing.position() == 0;
    }

    void close() {
        key.cancel();
        try {
            channel.close();
        } catch (IOException e) {
            System.err.println("cannot close: " + e);
        }
    }
}
