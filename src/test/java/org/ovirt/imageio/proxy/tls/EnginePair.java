// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.tls;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.Provider;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;

/**
 * Two engines and what lies on the wire between them.
 *
 * <p>Whoever sends treats the buffers as Undertow does: 17 KiB of direct memory first, and the size
 * that the session asks for after an overflow.
 */
final class EnginePair {
    static final int SMALL = 17 * 1024;

    private final SSLEngine client;
    private final SSLEngine server;

    EnginePair(SSLEngine client, SSLEngine server) {
        this.client = client;
        this.server = server;
    }

    static EnginePair connected(TlsIdentity identity, String protocol) throws Exception {
        return connected(identity, new MultiRecordTlsProvider(), protocol);
    }

    static EnginePair connected(TlsIdentity identity, Provider provider, String protocol)
            throws Exception {
        SSLEngine client = identity.clientContext(protocol).createSSLEngine("127.0.0.1", 1);
        client.setUseClientMode(true);
        client.setEnabledProtocols(new String[] {protocol});
        SSLEngine server = identity.serverContext(provider).createSSLEngine();
        server.setUseClientMode(false);
        EnginePair pair = new EnginePair(client, server);
        pair.handshake();
        return pair;
    }

    SSLEngine client() {
        return client;
    }

    SSLEngine server() {
        return server;
    }

    /** Shakes hands with nothing but small buffers, and reads all that belongs to it. */
    void handshake() throws SSLException {
        ByteBuffer toClient = ByteBuffer.allocate(1 << 16);
        ByteBuffer toServer = ByteBuffer.allocate(1 << 16);
        client.beginHandshake();
        server.beginHandshake();
        for (int i = 0; i < 100; i++) {
            step(client, toClient, toServer);
            step(server, toServer, toClient);
        }
        if (client.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING
                || server.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING
                || toClient.position() + toServer.position() > 0) {
            throw new SSLException("No end to the handshake");
        }
    }

    private static void step(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws SSLException {
        runTasks(engine);
        if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
            out.put(wrapNothing(engine));
        } else if (in.position() > 0) {
            in.flip();
            engine.unwrap(in, ByteBuffer.allocate(EnginePair.SMALL));
            in.compact();
        }
    }

    static ByteBuffer wrapNothing(SSLEngine engine) throws SSLException {
        ByteBuffer wire = ByteBuffer.allocateDirect(SMALL);
        if (engine.wrap(ByteBuffer.allocate(0), wire).getStatus() == Status.BUFFER_OVERFLOW) {
            throw new SSLException("A handshake overflows the small buffer");
        }
        return wire.flip();
    }

    /** Hands over what one engine has to say before any data. */
    void flush(SSLEngine from, SSLEngine to) throws SSLException {
        while (from.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
            read(to, wrapNothing(from));
        }
    }

    private static void runTasks(SSLEngine engine) {
        for (Runnable task = engine.getDelegatedTask();
                task != null;
                task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    /** Lets an engine that reads no further have its say first. */
    private void answer(SSLEngine engine) throws SSLException {
        if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
            flush(engine, engine.equals(client) ? server : client);
        } else if (engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING) {
            throw new SSLException("The engine reads no further");
        }
    }

    /** The plain text of what is on the wire. */
    byte[] read(SSLEngine engine, ByteBuffer wire) throws SSLException {
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        ByteBuffer part = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
        while (wire.hasRemaining()) {
            SSLEngineResult result = engine.unwrap(wire, part);
            runTasks(engine);
            if (result.getStatus() == Status.BUFFER_UNDERFLOW) {
                throw new SSLException("Half a record on the wire");
            }
            plain.write(part.array(), 0, part.position());
            part.clear();
            if (result.getStatus() == Status.CLOSED) {
                break;
            }
            if (result.bytesConsumed() == 0) {
                answer(engine);
            }
        }
        return plain.toByteArray();
    }

    /**
     * What a transfer came to.
     *
     * @param received the plain text at the other end
     * @param writes bytes that each call to {@code wrap} gave to the wire
     */
    @SuppressWarnings("ArrayRecordComponent") // Compared field by field.
    record Transfer(byte[] received, List<Integer> writes) {}

    /** Sends all the data of a buffer. */
    Transfer send(SSLEngine from, SSLEngine to, ByteBuffer data) throws IOException {
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        List<Integer> writes = new ArrayList<>();
        while (data.hasRemaining()) {
            int before = data.remaining();
            ByteBuffer wire = ByteBuffer.allocateDirect(SMALL);
            SSLEngineResult result = from.wrap(data, wire);
            if (result.getStatus() == Status.BUFFER_OVERFLOW) {
                wire = ByteBuffer.allocate(from.getSession().getPacketBufferSize());
                result = from.wrap(data, wire);
            }
            if (result.getStatus() != Status.OK
                    || result.bytesConsumed() != before - data.remaining()
                    || result.bytesProduced() != wire.position()) {
                throw new IOException("Wrong account: " + result);
            }
            writes.add(wire.position());
            received.write(read(to, wire.flip()));
        }
        return new Transfer(received.toByteArray(), writes);
    }
}
