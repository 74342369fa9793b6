// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.relay;

import java.io.IOException;
import org.ovirt.imageio.proxy.daemon.DaemonExchange;
import org.ovirt.imageio.proxy.daemon.DaemonRequest;
import org.ovirt.imageio.proxy.daemon.IoLoop;
import org.ovirt.imageio.proxy.daemon.ResponseHead;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemException;
import org.ovirt.imageio.proxy.ticket.Span;

/**
 * Relays a body from the client to the daemon.
 *
 * <p>It is acknowledged only when every byte was forwarded and the daemon's own complete 200 was
 * read. Once a byte was sent, nothing is repeated: what the daemon did with it is unknown.
 */
final class Upload extends ShortAnswerRelay {
    private final DaemonRequest request;
    private final Span span;
    private final boolean flush;

    /**
     * Prepares an upload.
     *
     * @param request what the daemon is asked
     * @param span the bytes of the image that are written, which are those of the body
     * @param flush whether the daemon flushes the image before it answers
     */
    Upload(
            RelayContext context,
            RelayRequest relayRequest,
            ClientLeg client,
            DaemonRequest request,
            Span span,
            boolean flush) {
        super(context, relayRequest, client);
        this.request = request;
        this.span = span;
        this.flush = flush;
    }

    @Override
    public long offset() {
        return span.start();
    }

    @Override
    void start() {
        beginWrite(span, flush);
    }

    @Override
    void send(DaemonExchange exchange) {
        exchange.send(request);
        if (hasEnded()) {
            return;
        }
        if (span.length() == 0) {
            waitFor(Waiting.OPERATION);
            return;
        }
        if (client().isReading()) {
            // The first connection was gone; the client has been asked for its body already.
            proceed(exchange);
            return;
        }
        waitFor(Waiting.CLIENT);
        try {
            client().startReading();
        } catch (IOException e) {
            clientLeft();
        }
    }

    @Override
    void proceed(DaemonExchange exchange) {
        long length = span.length();
        while (moved() < length && exchange.isWritable()) {
            int count = gather(isBulk() ? DaemonExchange.maxWrite() : IoLoop.RECORD_PLAIN_BYTES);
            if (count == 0) {
                waitFor(Waiting.CLIENT);
                return;
            }
            requireClearance();
            exchange.write(context().loop().plainBytes(), 0, count);
            if (hasEnded()) {
                return;
            }
            count(count);
            if (moved() < length && endTurn(exchange)) {
                return;
            }
        }
        waitFor(moved() < length ? Waiting.DAEMON : Waiting.OPERATION);
    }

    private int gather(int most) {
        byte[] plain = context().loop().plainBytes();
        int count = 0;
        try {
            while (count < most) {
                int read = client().read(plain, count, most - count);
                if (read == 0) {
                    break;
                }
                count += read;
            }
        } catch (IOException e) {
            clientLeft();
            return 0;
        }
        return count;
    }

    @Override
    void accept(DaemonExchange exchange, ResponseHead head) {
        boolean whole = moved() == span.length() && exchange.isWritable();
        if (!whole) {
            throw new ProblemException(
                    Problem.DAEMON_PROTOCOL,
                    "The image daemon answered before it could have all bytes"
                            + " (daemon-protocol). Nothing can be said about what it has; send the"
                            + " range again.");
        }
        super.accept(exchange, head);
    }

    @Override
    void done(ResponseHead head, String text) {
        succeed(Answer.empty());
    }
}
