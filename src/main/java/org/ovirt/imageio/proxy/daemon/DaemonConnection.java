// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.daemon;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemException;
import org.ovirt.imageio.proxy.ticket.ConnectionCount;
import org.ovirt.imageio.proxy.ticket.OpenConnection;
import org.xnio.IoUtils;
import org.xnio.Options;
import org.xnio.StreamConnection;
import org.xnio.XnioExecutor;
import org.xnio.conduits.ConduitStreamSinkChannel;
import org.xnio.conduits.ConduitStreamSourceChannel;

/**
 * A TLS connection to a daemon on the I/O thread of the client it serves.
 *
 * <p>Reads and writes plain bytes of many TLS records at a time. Buffers are on the heap, where the
 * JDK's AES-GCM is fastest, and small until {@link #expectBulk} says that a relay is fast enough to
 * be worth large ones: a stalled relay shall not hold much memory.
 */
final class DaemonConnection implements OpenConnection {
    private static final int BULK_RECORDS = 8;
    private static final int BULK_READ_BYTES = 128 * 1024;

    /** What fits beside the data of any {@link #write}. */
    private static final int MAX_UPDATES_UNANSWERED = 16;

    /** More than any answer has that ends a write. */
    private static final long MAX_DISCARDED = 1 << 20;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    private static final System.Logger LOG = System.getLogger(DaemonConnection.class.getName());

    /**
     * What bounds a connection.
     *
     * @param key bytes after which TLS 1.3 changes the key that protects them
     * @param end how long a daemon may take to close its side after this one: it has to write what
     *     it has received, and nothing more
     */
    record Limits(long key, Duration end) {}

    /** What happens on a connection; all on its I/O thread. */
    interface Events {
        /** The TLS handshake is done and the daemon is who it should be. */
        void opened();

        /** There may be something to read, or the end. */
        void readable();

        /** All that was written is on its way. */
        void writable();

        /** Returns whether what was written and waits may be sent now; if not, nothing is. */
        boolean maySend();

        /** What was written cannot be sent; the daemon may have said why before it closed. */
        void unsendable(ProblemException problem);

        /** The connection could not be opened; it is closed. */
        void failed(ProblemException problem);
    }

    private final IoLoop loop;
    private final StreamConnection channel;
    private final ConduitStreamSourceChannel source;
    private final ConduitStreamSinkChannel sink;
    private final SSLEngine engine;
    private final ConnectionCount count;
    private final Limits limits;
    private long writtenWithKey;
    private int updatesUnanswered;
    private Events events;
    private ByteBuffer encryptedIn;
    private ByteBuffer encryptedOut;
    private boolean partial;
    private boolean open;
    private boolean closed;
    private @Nullable Ending ending;

    /** What is left of a connection that is being ended. */
    private static final class Ending {
        private final Runnable ended;
        private final XnioExecutor.Key deadline;
        private long discarded;

        Ending(Runnable ended, XnioExecutor.Key deadline) {
            this.ended = ended;
            this.deadline = deadline;
        }
    }

    /** Prepares a connection. */
    DaemonConnection(
            IoLoop loop,
            StreamConnection channel,
            SSLEngine engine,
            Limits limits,
            ConnectionCount count,
            Events events) {
        this.loop = loop;
        this.limits = limits;
        this.count = count;
        this.channel = channel;
        this.engine = engine;
        this.events = events;
        source = channel.getSourceChannel();
        sink = channel.getSinkChannel();
        encryptedIn = empty(engine.getSession().getPacketBufferSize());
        encryptedOut = empty(engine.getSession().getPacketBufferSize());
        source.setReadListener(ignored -> onReadable());
        sink.setWriteListener(ignored -> onWritable());
    }

    private static ByteBuffer empty(int capacity) {
        return ByteBuffer.allocate(capacity).limit(0);
    }

    /** Starts the TLS handshake; {@link Events#opened} or {@link Events#failed} follows. */
    void start() {
        try {
            count.connectionOpened(this);
            engine.beginHandshake();
        } catch (ProblemException e) {
            close();
            events.failed(e);
            return;
        } catch (SSLException e) {
            fail(e);
            return;
        }
        handshake();
    }

    private void inLoop(Runnable task) {
        loop.thread().execute(task);
    }

    /** Lets another exchange have the events. */
    void handOver(Events next) {
        events = next;
    }

    boolean isClosed() {
        return closed;
    }

    /** Allows large buffers, for a relay that moves much. */
    void expectBulk() {
        if (encryptedIn.capacity() < BULK_READ_BYTES) {
            encryptedIn =
                    ByteBuffer.allocate(BULK_READ_BYTES + encryptedIn.remaining())
                            .put(encryptedIn)
                            .flip();
        }
    }

    /** Gives large buffers back, as far as they are empty. */
    void expectLittle() {
        int small = engine.getSession().getPacketBufferSize();
        if (!encryptedIn.hasRemaining() && encryptedIn.capacity() > small) {
            encryptedIn = empty(small);
        }
        if (!encryptedOut.hasRemaining() && encryptedOut.capacity() > small) {
            encryptedOut = empty(small);
        }
    }

    /**
     * Encrypts bytes and sends as many as the socket takes.
     *
     * @return whether all are on their way; if not, wait for {@link Events#writable} before the
     *     next call
     */
    boolean write(byte[] bytes, int offset, int length) throws IOException {
        if (encryptedOut.hasRemaining()) {
            throw new IllegalStateException("the last write is not on its way yet");
        }
        ByteBuffer plain = ByteBuffer.wrap(bytes, offset, length);
        int packet = engine.getSession().getPacketBufferSize();
        reserve(length, packet);
        encryptedOut.clear();
        try {
            while (plain.hasRemaining() && encryptedOut.remaining() >= packet) {
                SSLEngineResult result = engine.wrap(plain, encryptedOut);
                if (result.getStatus() != SSLEngineResult.Status.OK) {
                    throw new SSLException("unexpected " + result.getStatus());
                }
            }
        } finally {
            encryptedOut.flip();
        }
        if (plain.hasRemaining()) {
            throw new IllegalArgumentException("more bytes than one write takes");
        }
        updatesUnanswered = 0;
        changeKeyInTime(length);
        return flush();
    }

    /**
     * Asks for new keys (RFC 8446, sections 4.6.3 and 5.5); the update goes out with the next
     * write. SunJSSE's own limits are off, for the reasons that MultiRecordTlsProvider tells.
     */
    private void changeKeyInTime(int length) throws SSLException {
        writtenWithKey += length;
        if (writtenWithKey >= limits.key() && engine.getSession().getProtocol().equals("TLSv1.3")) {
            writtenWithKey = 0;
            engine.beginHandshake();
        }
    }

    /** Returns whether {@link #write} may be called. */
    boolean isWritable() {
        return open && !closed && !encryptedOut.hasRemaining();
    }

    /** The most bytes that one {@link #write} takes. */
    static int maxWrite() {
        return BULK_RECORDS * IoLoop.RECORD_PLAIN_BYTES;
    }

    private void reserve(int plainBytes, int packet) {
        int records = plainBytes / IoLoop.RECORD_PLAIN_BYTES + 1;
        int wanted = Math.min(records, BULK_RECORDS + 1) * packet;
        if (encryptedOut.capacity() < wanted) {
            encryptedOut = empty(wanted);
        }
    }

    /**
     * Reads and decrypts into the loop's shared plain bytes.
     *
     * @return the number of bytes; 0 if there are none now; -1 if the daemon has closed
     */
    int read() throws IOException {
        ByteBuffer plain = loop.plainBuffer();
        while (true) {
            boolean closing = decrypt(plain);
            if (plain.position() > 0) {
                return plain.position();
            }
            if (closing) {
                return -1;
            }
            int count = fill();
            if (count <= 0) {
                return count;
            }
        }
    }

    void resumeReads() {
        if (!closed) {
            source.resumeReads();
            // A part of a record is no reason to wake up: it would be one again and again.
            if (encryptedIn.hasRemaining() && !partial) {
                source.wakeupReads();
            }
        }
    }

    /** Has {@link Events#writable} come after others of this thread have had their turn. */
    void awaitTurn() {
        if (!closed) {
            sink.resumeWrites();
        }
    }

    void suspendReads() {
        if (!closed) {
            source.suspendReads();
        }
    }

    /**
     * Closes the connection; the daemon sees at once that whatever was under way is not complete.
     */
    void close() {
        if (!closed) {
            closed = true;
            count.connectionClosed(this);
            engine.closeOutbound();
            IoUtils.safeClose(channel);
            if (ending != null) {
                ending.deadline.remove();
                ending.ended.run();
            }
        }
    }

    /**
     * Closes this side of the connection and waits for the daemon to close its own. A daemon does
     * so when it has ended the request whose rest does not come any more.
     *
     * @param ended called once, perhaps before this returns, when the daemon has closed, or was cut
     *     because it took too long
     */
    void end(Runnable ended) {
        if (closed) {
            ended.run();
            return;
        }
        ending =
                new Ending(
                        ended,
                        loop.thread()
                                .executeAfter(
                                        this::cut, limits.end().toMillis(), TimeUnit.MILLISECONDS));
        try {
            source.suspendReads();
            sink.suspendWrites();
            sayGoodbye();
            sink.shutdownWrites();
        } catch (IOException e) {
            // The daemon has closed already, which what is read will show.
        }
        encryptedIn = NOTHING;
        encryptedOut = NOTHING;
        discard();
    }

    /**
     * Within a record that is on its way nothing can be said; the end of the stream does as well.
     */
    private void sayGoodbye() throws IOException {
        if (!isWritable()) {
            return;
        }
        engine.closeOutbound();
        while (!engine.isOutboundDone()) {
            wrapHandshake();
            sink.write(encryptedOut);
            if (encryptedOut.hasRemaining()) {
                return;
            }
        }
    }

    private void discard() {
        try {
            int count = source.read(loop.plainBuffer());
            while (count > 0 && mayDiscard(count)) {
                count = source.read(loop.plainBuffer());
            }
            if (count == 0) {
                source.resumeReads();
                return;
            }
        } catch (IOException e) {
            // A reset is an end as well.
        }
        close();
    }

    private boolean mayDiscard(int count) {
        Ending current = Objects.requireNonNull(ending);
        current.discarded += count;
        return current.discarded <= MAX_DISCARDED;
    }

    /** With a reset, so that at least what the daemon has not received never gets there. */
    private void cut() {
        LOG.log(
                System.Logger.Level.WARNING,
                "The image daemon did not end a request of transfer {0} within {1} s after the"
                        + " proxy did; the proxy waits no longer",
                count.logName(),
                Long.toString(limits.end().toSeconds()));
        try {
            channel.setOption(Options.CLOSE_ABORT, true);
        } catch (IOException e) {
            // To close it is all that is left.
        }
        close();
    }

    @Override
    public void closeSoon() {
        inLoop(this::close);
    }

    private boolean decrypt(ByteBuffer plain) throws IOException {
        int record = engine.getSession().getApplicationBufferSize();
        while (encryptedIn.hasRemaining() && plain.remaining() >= record) {
            SSLEngineResult result = engine.unwrap(encryptedIn, plain);
            switch (result.getStatus()) {
                case BUFFER_UNDERFLOW -> {
                    partial = true;
                    return false;
                }
                case CLOSED -> {
                    return true;
                }
                case BUFFER_OVERFLOW -> throw new SSLException("record too large");
                case OK -> followUp(result);
            }
        }
        return false;
    }

    /** After the handshake, TLS 1.3 brings session tickets and key updates (RFC 8446, 4.6). */
    private void followUp(SSLEngineResult result) throws IOException {
        if (result.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
            delegatedTasks().forEach(Runnable::run);
        } else if (result.bytesConsumed() == 0 && result.bytesProduced() == 0) {
            throw new SSLException("no progress");
        }
        if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
            if (result.bytesProduced() == 0 && ++updatesUnanswered > MAX_UPDATES_UNANSWERED) {
                throw new SSLException("too many key updates");
            }
            answerKeyUpdates();
        }
    }

    /** The answers can wait for what is on its way: they have only to come before more data. */
    private void answerKeyUpdates() throws IOException {
        while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP
                && !encryptedOut.hasRemaining()) {
            wrapHandshake();
            flush();
            updatesUnanswered = 0;
        }
    }

    private int fill() throws IOException {
        encryptedIn.compact();
        try {
            int count = source.read(encryptedIn);
            partial &= count <= 0;
            return count;
        } finally {
            encryptedIn.flip();
        }
    }

    private boolean flush() throws IOException {
        while (encryptedOut.hasRemaining()) {
            if (sink.write(encryptedOut) == 0) {
                sink.resumeWrites();
                return false;
            }
        }
        return true;
    }

    private void onReadable() {
        if (closed) {
            return;
        }
        if (ending != null) {
            discard();
            return;
        }
        if (open) {
            events.readable();
        } else {
            handshake();
        }
    }

    private void onWritable() {
        if (closed || ending != null) {
            return;
        }
        if (open && !events.maySend()) {
            events.writable();
            return;
        }
        try {
            if (!flush()) {
                return;
            }
            sink.suspendWrites();
        } catch (IOException e) {
            if (open) {
                events.unsendable(explain(e, true));
            } else {
                fail(e);
            }
            return;
        }
        if (open) {
            events.writable();
        } else {
            handshake();
        }
    }

    private void handshake() {
        try {
            while (!closed && handshakeStep(engine.getHandshakeStatus())) {
                // One step after the other, until one has to wait.
            }
        } catch (IOException e) {
            fail(e);
        }
    }

    /** Returns whether the next step can follow at once. */
    private boolean handshakeStep(HandshakeStatus status) throws IOException {
        return switch (status) {
            case NEED_WRAP -> {
                if (flush()) {
                    wrapHandshake();
                    yield flush();
                }
                yield false;
            }
            case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> unwrapHandshake();
            case NEED_TASK -> {
                runTasksElsewhere();
                yield false;
            }
            case FINISHED, NOT_HANDSHAKING -> {
                if (flush()) {
                    DaemonTls.requireSubjectAlternativeName(engine.getSession());
                    source.suspendReads();
                    open = true;
                    events.opened();
                }
                yield false;
            }
        };
    }

    private void wrapHandshake() throws SSLException {
        int packet = engine.getSession().getPacketBufferSize();
        if (encryptedOut.capacity() < packet) {
            encryptedOut = empty(packet);
        }
        encryptedOut.clear();
        try {
            engine.wrap(NOTHING, encryptedOut);
        } finally {
            encryptedOut.flip();
        }
    }

    private boolean unwrapHandshake() throws IOException {
        SSLEngineResult result = engine.unwrap(encryptedIn, loop.plainBuffer());
        switch (result.getStatus()) {
            case OK -> {
                return true;
            }
            case BUFFER_UNDERFLOW -> {
                int count = fill();
                if (count < 0) {
                    throw new SSLException("closed during the handshake");
                }
                if (count == 0) {
                    source.resumeReads();
                }
                return count > 0;
            }
            default -> throw new SSLException("unexpected " + result.getStatus());
        }
    }

    /**
     * Checking a certificate takes a millisecond or more; the other relays need not wait for it.
     */
    private void runTasksElsewhere() {
        List<Runnable> tasks = delegatedTasks();
        source.suspendReads();
        loop.thread()
                .getWorker()
                .execute(
                        () -> {
                            tasks.forEach(Runnable::run);
                            inLoop(this::handshake);
                        });
    }

    private List<Runnable> delegatedTasks() {
        List<Runnable> tasks = new ArrayList<>();
        for (Runnable task = engine.getDelegatedTask();
                task != null;
                task = engine.getDelegatedTask()) {
            tasks.add(task);
        }
        return tasks;
    }

    private void fail(IOException cause) {
        close();
        events.failed(explain(cause, open));
    }

    /** Tells what an exception of this connection means for the client. */
    static ProblemException explain(IOException cause, boolean open) {
        if (isAboutCertificate(cause)) {
            return new ProblemException(
                    Problem.DAEMON_CERTIFICATE,
                    "The proxy does not trust the image daemon's certificate (daemon-certificate)."
                            + " Check the host's certificate and the proxy's CA file.",
                    cause);
        }
        if (open) {
            return new ProblemException(
                    Problem.DAEMON_LEFT,
                    "The connection to the image daemon broke (daemon-left). Retry.",
                    cause);
        }
        return new ProblemException(
                Problem.DAEMON_TLS,
                "No secure connection to the image daemon (daemon-tls). Check that the daemon on"
                        + " the host runs and offers TLS 1.2 or 1.3.",
                cause);
    }

    private static boolean isAboutCertificate(@Nullable Throwable cause) {
        for (Throwable t = cause; t != null; t = t.getCause()) {
            if (t instanceof CertificateException || t instanceof SSLPeerUnverifiedException) {
                return true;
            }
        }
        return false;
    }
}
