// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.relay;

import io.undertow.connector.ByteBufferPool;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.protocols.ssl.SslConduit;
import io.undertow.server.DefaultByteBufferPool;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.xnio.conduits.StreamSourceConduit;

/**
 * Gives a client's connection larger TLS buffers while much goes through it.
 *
 * <p>Undertow reads and writes one TLS record at a time, through a pool of 17 KiB direct buffers
 * that no configuration reaches. Reading several records with one system call, into the heap where
 * the JDK's AES-GCM is fastest, makes an upload about a sixth cheaper. So this sets the pool of a
 * connection, and changes the buffer that it is reading into: from a fast client there is always a
 * part of the next record in that, so it would never be given back for a larger one. All are
 * private fields. Where that is not possible, in another Undertow or a JDK that forbids it,
 * everything works as before, only slower.
 */
final class TlsBuffers {
    private static final System.Logger LOG = System.getLogger(TlsBuffers.class.getName());
    private static final int RECORDS = 8;
    private static final int MAX_PACKET_BYTES = 16_709;
    private static final int KEPT = 64;
    private static final int KEPT_PER_THREAD = 4;

    private final ByteBufferPool large =
            new DefaultByteBufferPool(false, RECORDS * MAX_PACKET_BYTES, KEPT, KEPT_PER_THREAD);
    private final Optional<Fields> fields = Fields.find();

    /**
     * The private fields of Undertow's {@link SslConduit}.
     *
     * @param pool where it takes buffers from
     * @param received what has been read and is not decrypted
     * @param state its flags
     * @param receivedIsWhole the flag that says how that buffer is to be understood: if set, bytes
     *     are taken from its position on; if not, more are read behind its position
     */
    private record Fields(Field pool, Field received, Field state, int receivedIsWhole) {

        static Optional<Fields> find() {
            try {
                Field flag = open("FLAG_DATA_TO_UNWRAP");
                return Optional.of(
                        new Fields(
                                open("bufferPool"),
                                open("dataToUnwrap"),
                                open("state"),
                                flag.getInt(null)));
            } catch (ReflectiveOperationException | RuntimeException e) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "Going on with small TLS buffers, which makes transfers slower: {0}",
                        e.toString());
                return Optional.empty();
            }
        }

        private static Field open(String name) throws NoSuchFieldException {
            Field field = SslConduit.class.getDeclaredField(name);
            field.setAccessible(true);
            return field;
        }

        ByteBufferPool pool(SslConduit conduit) throws IllegalAccessException {
            return (ByteBufferPool) pool.get(conduit);
        }

        void change(SslConduit conduit, ByteBufferPool to) throws IllegalAccessException {
            pool.set(conduit, to);
            PooledByteBuffer present = (@Nullable PooledByteBuffer) received.get(conduit);
            if (present == null || !present.isOpen()) {
                return;
            }
            boolean whole = (state.getInt(conduit) & receivedIsWhole) != 0;
            ByteBuffer bytes = present.getBuffer().duplicate();
            if (!whole) {
                bytes.flip();
            }
            PooledByteBuffer other = to.allocate();
            if (bytes.remaining() >= other.getBuffer().capacity()) {
                // It is given back when it is empty.
                other.close();
                return;
            }
            other.getBuffer().put(bytes);
            if (whole) {
                other.getBuffer().flip();
            }
            received.set(conduit, other);
            present.close();
        }
    }

    /**
     * Lets a connection have large buffers from now on. Belongs on its I/O thread, and not within a
     * read of it.
     *
     * @param conduit what is closest to the connection's socket
     * @return what brings back the buffers that it had
     */
    Runnable enlarge(StreamSourceConduit conduit) {
        if (fields.isEmpty() || !(conduit instanceof SslConduit tls)) {
            return () -> {};
        }
        Fields found = fields.get();
        try {
            ByteBufferPool small = found.pool(tls);
            found.change(tls, large);
            return () -> change(found, tls, small);
        } catch (IllegalAccessException e) {
            return () -> {};
        }
    }

    private static void change(Fields fields, SslConduit conduit, ByteBufferPool pool) {
        try {
            fields.change(conduit, pool);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("it could be changed before", e);
        }
    }
}
