// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.relay;

import io.undertow.connector.ByteBufferPool;
import io.undertow.protocols.ssl.SslConduit;
import io.undertow.server.DefaultByteBufferPool;
import java.lang.reflect.Field;
import java.util.Optional;
import org.xnio.conduits.StreamSourceConduit;

/**
 * Gives a client's connection larger TLS buffers while much goes through it.
 *
 * <p>Undertow reads and writes one TLS record at a time, through a pool of 17 KiB direct buffers
 * that no configuration reaches. Reading several records with one system call, into the heap where
 * the JDK's AES-GCM is fastest, makes an upload about a sixth cheaper. So this sets the pool of a
 * connection, which is a private field. Where that is not possible, in another Undertow or a JDK
 * that forbids it, everything works as before, only slower.
 */
final class TlsBuffers {
    private static final System.Logger LOG = System.getLogger(TlsBuffers.class.getName());
    private static final int RECORDS = 8;
    private static final int MAX_PACKET_BYTES = 16_709;
    private static final int KEPT = 64;
    private static final int KEPT_PER_THREAD = 4;

    private final ByteBufferPool large =
            new DefaultByteBufferPool(false, RECORDS * MAX_PACKET_BYTES, KEPT, KEPT_PER_THREAD);
    private final Optional<Field> pool = find();

    private static Optional<Field> find() {
        try {
            Field pool = SslConduit.class.getDeclaredField("bufferPool");
            pool.setAccessible(true);
            return Optional.of(pool);
        } catch (NoSuchFieldException | RuntimeException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Going on with small TLS buffers, which makes transfers slower: {0}",
                    e.toString());
            return Optional.empty();
        }
    }

    /**
     * Lets a connection have large buffers from now on.
     *
     * @param conduit what is closest to the connection's socket
     * @return what brings back the buffers that it had
     */
    Runnable enlarge(StreamSourceConduit conduit) {
        if (pool.isEmpty() || !(conduit instanceof SslConduit)) {
            return () -> {};
        }
        Field field = pool.get();
        try {
            Object small = field.get(conduit);
            field.set(conduit, large);
            return () -> set(field, conduit, small);
        } catch (IllegalAccessException e) {
            return () -> {};
        }
    }

    private static void set(Field field, StreamSourceConduit conduit, Object value) {
        try {
            field.set(conduit, value);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("it could be set before", e);
        }
    }
}
