// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.daemon;

import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemException;

/**
 * One request to a daemon and its answer.
 *
 * <p>The order of events: {@link Listener#opened} when the request may be sent, {@link
 * Listener#writable} after each write that could not be sent at once, {@link Listener#head} when
 * the answer's head is there, which may be before the request's body is sent, then {@link
 * Listener#body} as long as reading is resumed, or {@link Listener#failed} at any time, once, after
 * which nothing happens any more. All is confined to the I/O thread.
 */
public final class DaemonExchange implements DaemonConnection.Events {

    /** What a relay wants to know. */
    public interface Listener {
        /** The connection is there. */
        void opened();

        /** What was written is on its way; more may be written. */
        void writable();

        /** The head of the answer. */
        void head(ResponseHead head);

        /** A part of the body may be there. */
        void body();

        /**
         * Returns whether what waits to be sent may be sent now; {@link #writable} comes if not.
         */
        default boolean maySend() {
            return true;
        }

        /** The exchange has failed; it is the listener's to {@link #abort} or {@link #end} it. */
        void failed(ProblemException problem);
    }

    private static final byte[] NOTHING = {};

    private final IoLoop loop;
    private final Listener listener;
    private final String authority;
    private final boolean reused;
    private @Nullable DaemonConnection connection;
    private Runnable stopConnecting = () -> {};
    private byte[] received = NOTHING;
    private @Nullable ResponseHead head;
    private long bodyToRead;
    private boolean sent;
    private boolean bodySent;
    private boolean over;

    DaemonExchange(IoLoop loop, String authority, boolean reused, Listener listener) {
        this.loop = loop;
        this.authority = authority;
        this.reused = reused;
        this.listener = listener;
    }

    /** Tells how to stop connecting if the exchange ends before it has a connection. */
    void whileConnecting(Runnable newStopConnecting) {
        stopConnecting = newStopConnecting;
    }

    /** Returns whether it has ended, well or not. */
    boolean isOver() {
        return over;
    }

    void use(DaemonConnection newConnection) {
        stopConnecting = () -> {};
        connection = newConnection;
        newConnection.handOver(this);
    }

    /** Returns the connection if it can serve another request, after a whole answer. */
    @Nullable DaemonConnection takeReusable() {
        boolean whole = isComplete() && head != null && head.persistent() && !over;
        over = true;
        if (connection != null && whole && connection.isWritable()) {
            return connection;
        }
        closeConnection();
        return null;
    }

    /**
     * Returns whether the failure of this exchange may be no more than a connection that the daemon
     * had closed while it was idle: nothing was received, and no byte of a body was sent that the
     * daemon could have acted on.
     */
    public boolean mayBeRepeated() {
        return reused && !bodySent && head == null && received.length == 0;
    }

    /** Sends the head of the request. */
    public void send(DaemonRequest request) {
        sent = true;
        transmit(request.encode(authority));
    }

    /**
     * Sends a small body at once with its head.
     *
     * @param body at most one TLS record
     */
    public void send(DaemonRequest request, byte[] body) {
        byte[] encoded = request.encode(authority);
        byte[] whole = Arrays.copyOf(encoded, encoded.length + body.length);
        System.arraycopy(body, 0, whole, encoded.length, body.length);
        sent = true;
        bodySent = body.length > 0;
        transmit(whole);
    }

    private void transmit(byte[] bytes) {
        try {
            DaemonConnection current = current();
            current.write(bytes, 0, bytes.length);
            current.resumeReads();
        } catch (IOException e) {
            unsendable(DaemonConnection.explain(e, true));
        }
    }

    /** Returns whether {@link #write} may be called now. */
    public boolean isWritable() {
        return !over && connection != null && connection.isWritable();
    }

    /** Returns how many bytes one {@link #write} takes at most. */
    public static int maxWrite() {
        return DaemonConnection.maxWrite();
    }

    /** Sends a part of the body; may be called when {@link #isWritable} says so. */
    public void write(byte[] bytes, int offset, int length) {
        bodySent = true;
        try {
            current().write(bytes, offset, length);
        } catch (IOException e) {
            unsendable(DaemonConnection.explain(e, true));
        }
    }

    /**
     * Reads a part of the body into {@link IoLoop#plainBytes}.
     *
     * @return the number of bytes; 0 if there are none now; -1 after the last
     * @throws ProblemException if the daemon cut the body or sent more than it announced
     */
    public int readBody() {
        if (bodyToRead == 0) {
            return received.length == 0 ? -1 : tooLong();
        }
        int count;
        if (received.length > 0) {
            count = received.length;
            System.arraycopy(received, 0, loop.plainBytes(), 0, count);
            received = NOTHING;
        } else {
            count = readConnection();
        }
        if (count > bodyToRead) {
            return tooLong();
        }
        bodyToRead -= count;
        return count;
    }

    private int readConnection() {
        int count;
        try {
            count = current().read();
        } catch (IOException e) {
            throw DaemonConnection.explain(e, true);
        }
        if (count < 0) {
            throw new ProblemException(
                    Problem.DAEMON_LEFT,
                    "The image daemon closed the connection before its answer was complete"
                            + " (daemon-left). Retry.");
        }
        return count;
    }

    private static int tooLong() {
        throw new ProblemException(
                Problem.DAEMON_PROTOCOL,
                "The image daemon sent more than it announced (daemon-protocol). Retry; if it"
                        + " happens again, check the daemon's log on the host.");
    }

    /** Returns whether the whole answer has been read. */
    public boolean isComplete() {
        return head != null && bodyToRead == 0 && received.length == 0;
    }

    /** Asks for {@link Listener#body} events. */
    public void resumeReads() {
        if (!over) {
            current().resumeReads();
        }
    }

    /** Has {@link Listener#writable} come after others of this thread have had their turn. */
    public void awaitTurn() {
        if (!over) {
            current().awaitTurn();
        }
    }

    /** Asks for no more {@link Listener#body} events. */
    public void suspendReads() {
        if (!over) {
            current().suspendReads();
        }
    }

    /** Allows the memory that a fast relay is worth. */
    public void expectBulk() {
        if (!over) {
            current().expectBulk();
        }
    }

    /** Gives that memory back, as far as it is not in use. */
    public void expectLittle() {
        if (!over && connection != null) {
            connection.expectLittle();
        }
    }

    /** Closes the connection; there are no more events. */
    public void abort() {
        over = true;
        closeConnection();
    }

    /**
     * Lets the daemon end what it was asked for, whatever it has of it; there are no more events.
     * To close the connection would not tell when it has ended: it may go on writing what it has
     * received.
     *
     * @param ended called once, perhaps before this returns, when the daemon has closed its side or
     *     has not done so in time
     */
    public void end(Runnable ended) {
        over = true;
        stopConnecting.run();
        if (connection == null) {
            ended.run();
        } else if (sent) {
            connection.end(ended);
        } else {
            connection.close();
            ended.run();
        }
    }

    @Override
    public void opened() {
        if (!over) {
            listener.opened();
        }
    }

    @Override
    public void writable() {
        if (!over) {
            listener.writable();
        }
    }

    @Override
    public void readable() {
        if (over) {
            return;
        }
        if (head != null) {
            listener.body();
            return;
        }
        try {
            if (sent) {
                readHead();
            } else if (readConnection() > 0) {
                throw new ProblemException(
                        Problem.DAEMON_PROTOCOL,
                        "The image daemon answered before it was asked (daemon-protocol).");
            }
        } catch (ProblemException e) {
            fail(e);
        }
    }

    private void readHead() {
        while (head == null) {
            int count = readConnection();
            if (count == 0) {
                return;
            }
            int before = received.length;
            received = Arrays.copyOf(received, before + count);
            System.arraycopy(loop.plainBytes(), 0, received, before, count);
            parseHead();
        }
        listener.head(head);
    }

    private void parseHead() {
        int end = ResponseHead.end(received, Math.min(received.length, ResponseHead.MAX_SIZE));
        if (end < 0) {
            if (received.length >= ResponseHead.MAX_SIZE) {
                throw new ProblemException(
                        Problem.DAEMON_PROTOCOL,
                        "The image daemon's answer has too long a head (daemon-protocol).");
            }
            return;
        }
        ResponseHead parsed = ResponseHead.parse(received, end);
        received = Arrays.copyOfRange(received, end, received.length);
        bodyToRead = parsed.contentLength();
        head = parsed;
    }

    /**
     * A daemon that refuses a request closes without reading the rest of it. That breaks what is
     * being sent to it, often before its refusal has been read, which is still there.
     */
    @Override
    public boolean maySend() {
        return listener.maySend();
    }

    @Override
    public void unsendable(ProblemException problem) {
        if (head == null) {
            readable();
        }
        fail(problem);
    }

    @Override
    public void failed(ProblemException problem) {
        fail(problem);
    }

    void fail(ProblemException problem) {
        if (!over) {
            over = true;
            listener.failed(problem);
        }
    }

    private void closeConnection() {
        stopConnecting.run();
        if (connection != null) {
            connection.close();
        }
    }

    private DaemonConnection current() {
        if (connection == null) {
            throw new IllegalStateException("not open");
        }
        return connection;
    }
}
