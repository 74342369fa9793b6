// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.relay;

import io.undertow.server.HttpServerExchange;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.ovirt.imageio.proxy.daemon.DaemonLine;
import org.ovirt.imageio.proxy.daemon.IoLoop;
import org.ovirt.imageio.proxy.ticket.Ticker;

/**
 * The client's side of a relay: the servlet's asynchronous streams, confined to the I/O thread.
 *
 * <p>An answer that is given while the client still sends is followed by a bounded time in which
 * the rest is read and thrown away: a connection closed at once would take the answer with it (RFC
 * 9112, section 9.6).
 */
final class ClientLeg {
    private static final long GOODBYE_SECONDS = 10;
    private static final long BYTES_PER_TURN = 1 << 20;

    /** What happens on the client's side; all on its I/O thread. */
    interface Events {
        /** The relay may start. */
        default void started() {}

        /** More may be written. */
        default void clientWritable() {}

        /** There is something to read. */
        default void clientReadable() {}

        /** The client has left, or its connection broke. */
        default void clientLeft() {}

        /** The answer is on its way and nothing more will happen. */
        default void answered() {}
    }

    private enum Phase {
        NEW,
        OPEN,
        ANSWERING,
        DRAINING,
        COMPLETING,
        OVER
    }

    private final AsyncContext async;
    private final HttpServerExchange exchange;
    private final long arrivedAt;
    private final IoLoop loop;
    private final ServletOutputStream out;
    private final long bodyLength;
    private final ClientConnection connection;
    private Events events = new Events() {};
    private @Nullable ServletInputStream in;
    private long received;
    private byte[] answer = {};
    private boolean written;
    private boolean unflushed;
    private Phase phase = Phase.NEW;

    /**
     * Takes the client's side over from the worker thread.
     *
     * @param ticker measures how fast the connection is
     * @param bodyLength bytes of the request's body
     */
    ClientLeg(
            AsyncContext async,
            HttpServerExchange exchange,
            IoLoop loop,
            Ticker ticker,
            long bodyLength)
            throws IOException {
        this.async = async;
        this.exchange = exchange;
        this.loop = loop;
        this.bodyLength = bodyLength;
        long started = exchange.getRequestStartTime();
        arrivedAt = started < 0 ? ticker.nanos() : started;
        out = async.getResponse().getOutputStream();
        connection = ClientConnection.of(exchange, loop, ticker);
    }

    /**
     * Lets {@link Events#started} happen on the I/O thread, once the worker thread is done: the
     * container calls a new write listener there and then, for a request with a body as well.
     */
    void begin(Events newEvents) {
        events = newEvents;
        exchange.addExchangeCompleteListener(
                (ignored, next) -> {
                    loop.run(this::answered);
                    next.proceed();
                });
        out.setWriteListener(new Output());
    }

    /** Returns when the first line of the request was read, by the clock of the ticker. */
    long arrivedAt() {
        return arrivedAt;
    }

    HttpServletResponse response() {
        return (HttpServletResponse) async.getResponse();
    }

    DaemonLine line() {
        return connection.line();
    }

    Pace pace() {
        return connection.pace();
    }

    /**
     * Returns whether {@link #write} may be called; if not, {@link Events#clientWritable} follows.
     */
    boolean isWritable() {
        return phase == Phase.OPEN && out.isReady();
    }

    /** Writes bytes of the answer's body. */
    void write(byte[] bytes, int length) {
        try {
            out.write(bytes, 0, length);
            written = true;
            unflushed = true;
        } catch (IOException e) {
            left();
        }
    }

    /** Returns whether a part of the answer's body has been written. */
    boolean hasWritten() {
        return written;
    }

    /** Returns whether nothing more can be written. */
    boolean isDone() {
        return phase == Phase.COMPLETING || phase == Phase.OVER;
    }

    /** Sends what the container holds back of a body whose next bytes are not there yet. */
    void flush() {
        if (unflushed && isWritable()) {
            unflushed = false;
            try {
                out.flush();
            } catch (IOException e) {
                left();
            }
        }
    }

    /** Allows large buffers, for a relay that moves much. */
    void expectBulk(TlsBuffers buffers) {
        connection.expectBulk(buffers);
    }

    /** Takes them back. */
    void expectLittle() {
        connection.expectLittle();
    }

    /** Returns how many bytes of the answer the connection has taken. */
    long sent() {
        return exchange.getResponseBytesSent();
    }

    /** Asks for the request's body. Only this lets a client that expects it continue. */
    void startReading() throws IOException {
        in = async.getRequest().getInputStream();
        in.setReadListener(new Input());
    }

    /** Returns whether the request's body has been asked for. */
    boolean isReading() {
        return in != null;
    }

    /**
     * Reads from the request's body.
     *
     * @return the number of bytes; 0 if there are none now, {@link Events#clientReadable} follows
     */
    int read(byte[] bytes, int offset, int length) throws IOException {
        if (in == null || !in.isReady()) {
            return 0;
        }
        int count = in.read(bytes, offset, length);
        if (count < 0) {
            throw new IOException("the body ended early");
        }
        received += count;
        return count;
    }

    /** Returns how many bytes of the request's body have been read. */
    long received() {
        return received;
    }

    boolean isRequestRead() {
        return received == bodyLength;
    }

    /** Notices from now on when the client leaves, though its request has been read. */
    void watch() {
        if (phase == Phase.OPEN) {
            connection.watch();
        }
    }

    /**
     * Ends an answer whose body has been written, or that has none. It is over when the connection
     * has taken what the container still holds, at {@link Events#answered}.
     */
    void complete() {
        if (phase != Phase.COMPLETING && phase != Phase.OVER) {
            phase = Phase.COMPLETING;
            async.complete();
        }
    }

    /** Gives a whole answer. */
    void give(Answer whole) {
        if (phase != Phase.OPEN) {
            return;
        }
        answer = whole.body().getBytes(StandardCharsets.UTF_8);
        phase = Phase.ANSWERING;
        response().setStatus(whole.status());
        whole.headers().forEach(response()::setHeader);
        response().setContentLengthLong(answer.length);
        if (!isRequestRead()) {
            response().setHeader("Connection", "close");
        }
        if (out.isReady()) {
            writeAnswer();
        } else {
            limitGoodbye();
        }
    }

    /** Nobody looks after a relay that has ended. */
    private void limitGoodbye() {
        loop.thread().executeAfter(this::abort, GOODBYE_SECONDS, TimeUnit.SECONDS);
    }

    /** Cuts the connection, so that the client sees that what it has is not complete. */
    void abort() {
        if (phase == Phase.OVER) {
            return;
        }
        boolean completing = phase == Phase.COMPLETING;
        phase = Phase.OVER;
        connection.whenLeft(null);
        connection.close();
        if (!completing) {
            try {
                async.complete();
            } catch (IllegalStateException e) {
                // The container has ended it with the connection.
            }
        }
    }

    private void writeAnswer() {
        try {
            if (answer.length > 0) {
                out.write(answer, 0, answer.length);
            }
            if (isRequestRead()) {
                complete();
                if (phase == Phase.COMPLETING) {
                    limitGoodbye();
                }
                return;
            }
            out.flush();
            drain();
        } catch (IOException e) {
            abort();
        }
    }

    private void drain() throws IOException {
        phase = Phase.DRAINING;
        limitGoodbye();
        if (in == null) {
            startReading();
        } else {
            drainMore();
        }
    }

    private void drainMore() {
        try {
            long end = received + BYTES_PER_TURN;
            byte[] anywhere = loop.plainBytes();
            while (received < bodyLength && received < end) {
                if (read(anywhere, 0, anywhere.length) == 0) {
                    return;
                }
            }
        } catch (IOException e) {
            abort();
            return;
        }
        if (isRequestRead()) {
            complete();
        } else {
            // Not at once, which would be before anything else that this thread has to do.
            loop.thread().executeAfter(this::continueDraining, 1, TimeUnit.MILLISECONDS);
        }
    }

    private void continueDraining() {
        if (phase == Phase.DRAINING) {
            drainMore();
        }
    }

    private void left() {
        if (phase != Phase.OVER) {
            abort();
            events.clientLeft();
        }
    }

    private void answered() {
        if (phase == Phase.COMPLETING) {
            phase = Phase.OVER;
            connection.whenLeft(null);
            events.answered();
        } else {
            left();
        }
    }

    private final class Output implements WriteListener {
        @Override
        public void onWritePossible() {
            switch (phase) {
                case NEW -> {
                    phase = Phase.OPEN;
                    connection.whenLeft(ClientLeg.this::left);
                    events.started();
                }
                case OPEN -> events.clientWritable();
                case ANSWERING -> writeAnswer();
                case DRAINING, COMPLETING, OVER -> {}
            }
        }

        @Override
        public void onError(Throwable cause) {
            left();
        }
    }

    private final class Input implements ReadListener {
        @Override
        public void onDataAvailable() {
            if (phase == Phase.OPEN) {
                events.clientReadable();
            } else if (phase == Phase.DRAINING) {
                drainMore();
            }
        }

        @Override
        public void onAllDataRead() {
            // The body's end is known by its length.
        }

        @Override
        public void onError(Throwable cause) {
            left();
        }
    }
}
