// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.bench.wire;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;

/**
 * A blocking TLS connection that is cheaper than an {@code SSLSocket}: it reads and writes many
 * records with one system call and keeps all bytes in heap arrays, where the JDK's AES-GCM is fast.
 *
 * <p>For one thread; only {@link #close()} may be called by another one.
 */
public final class TlsConnection implements Closeable {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final SocketChannel channel;
    private final SSLEngine engine;
    private final ByteBuffer encrypted;
    private final ByteBuffer outgoing;
    private final ByteBuffer received;

    private TlsConnection(SocketChannel channel, SSLEngine engine, int capacity)
            throws IOException {
        this.channel = channel;
        this.engine = engine;
        int size = Math.max(capacity, 2 * engine.getSession().getPacketBufferSize());
        encrypted = ByteBuffer.allocate(size).flip();
        outgoing = ByteBuffer.allocate(size);
        received = ByteBuffer.allocate(size).flip();
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }

    /**
     * Connects and shakes hands, checking the peer's certificate.
     *
     * @param capacity bytes to read or write with one system call
     */
    public static TlsConnection connect(TlsEngines engines, InetSocketAddress address, int capacity)
            throws IOException {
        return shakeHands(SocketChannel.open(address), engines.client(), capacity);
    }

    /**
     * Shakes hands with a client that has connected.
     *
     * @param capacity bytes to read or write with one system call
     */
    public static TlsConnection accept(TlsEngines engines, SocketChannel channel, int capacity)
            throws IOException {
        return shakeHands(channel, engines.server(), capacity);
    }

    private static TlsConnection shakeHands(SocketChannel channel, SSLEngine engine, int capacity)
            throws IOException {
        try {
            TlsConnection connection = new TlsConnection(channel, engine, capacity);
            connection.shakeHands();
            return connection;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private void shakeHands() throws IOException {
        engine.beginHandshake();
        for (; ; ) {
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> engine.getDelegatedTask().run();
                case NEED_WRAP -> send(NOTHING);
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                    if (!receiveRecords()) {
                        throw new EOFException("the peer closed during the handshake");
                    }
                }
                case FINISHED, NOT_HANDSHAKING -> {
                    return;
                }
            }
        }
    }

    /** The bytes that have arrived and were not taken yet. Take them by moving the position. */
    public ByteBuffer received() {
        return received;
    }

    /**
     * Waits until {@link #received()} has more bytes than now.
     *
     * @return false if the peer has closed the connection instead
     */
    public boolean receive() throws IOException {
        int before = received.remaining();
        while (received.remaining() == before) {
            if (!receiveRecords()) {
                return false;
            }
            answerHandshake();
        }
        return true;
    }

    /** Decrypts whole records that are here, or waits for more bytes if none is. */
    private boolean receiveRecords() throws IOException {
        received.compact();
        try {
            boolean any = false;
            for (; ; ) {
                SSLEngineResult result = engine.unwrap(encrypted, received);
                switch (result.getStatus()) {
                    case OK -> {
                        any = true;
                        if (result.getHandshakeStatus() == SSLEngineResult.HandshakeStatus.NEED_WRAP
                                || result.getHandshakeStatus()
                                        == SSLEngineResult.HandshakeStatus.NEED_TASK
                                || result.getHandshakeStatus()
                                        == SSLEngineResult.HandshakeStatus.FINISHED) {
                            return true;
                        }
                    }
                    case BUFFER_OVERFLOW -> {
                        if (!any) {
                            throw new SSLException("nobody takes the received bytes");
                        }
                        return true;
                    }
                    case BUFFER_UNDERFLOW -> {
                        if (any) {
                            return true;
                        }
                        if (!readEncrypted()) {
                            return false;
                        }
                    }
                    case CLOSED -> {
                        return false;
                    }
                }
            }
        } finally {
            received.flip();
        }
    }

    private boolean readEncrypted() throws IOException {
        encrypted.compact();
        try {
            return channel.read(encrypted) >= 0;
        } finally {
            encrypted.flip();
        }
    }

    /** Answers what TLS wants after the handshake, such as an update of the keys. */
    private void answerHandshake() throws IOException {
        switch (engine.getHandshakeStatus()) {
            case NEED_TASK -> engine.getDelegatedTask().run();
            case NEED_WRAP -> send(NOTHING);
            default -> {}
        }
    }

    /** Sends all bytes of the sources and returns when the kernel has them. */
    public void send(ByteBuffer... sources) throws IOException {
        do {
            SSLEngineResult result = engine.wrap(sources, outgoing);
            switch (result.getStatus()) {
                case OK -> {}
                case BUFFER_OVERFLOW -> flush();
                case CLOSED, BUFFER_UNDERFLOW -> throw new EOFException("the peer has closed");
            }
        } while (anyRemaining(sources));
        flush();
    }

    private static boolean anyRemaining(ByteBuffer... sources) {
        for (ByteBuffer source : sources) {
            if (source.hasRemaining()) {
                return true;
            }
        }
        return false;
    }

    private void flush() throws IOException {
        outgoing.flip();
        while (outgoing.hasRemaining()) {
            channel.write(outgoing);
        }
        outgoing.clear();
    }

    /**
     * Bounds what the kernel keeps for the peer. Unbounded, a thousand stalled connections use up
     * all memory that the kernel has for TCP.
     */
    public void limitUnsent(int bytes) throws IOException {
        channel.setOption(StandardSocketOptions.SO_SNDBUF, bytes);
    }

    /**
     * Closes the socket without a word: the benchmark's requests and answers carry their length.
     */
    @Override
    public void close() throws IOException {
        channel.close();
    }
}
