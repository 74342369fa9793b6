// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.relay;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ovirt.imageio.proxy.daemon.DaemonExchange;
import org.ovirt.imageio.proxy.daemon.DaemonRequest;
import org.ovirt.imageio.proxy.daemon.ResponseHead;

/**
 * Relays a body from the daemon to the client: image bytes, extents or a checksum.
 *
 * <p>The answer has its {@code Content-Length} from the start, so a client sees when it is cut.
 */
final class Download extends Relay {
    private final DaemonRequest request;
    private final Expectation expectation;
    private final boolean headOnly;
    private @Nullable ResponseHead answer;
    private Map<String, String> headers = Map.of();

    /**
     * Prepares a download.
     *
     * @param request what the daemon is asked
     * @param expectation what it must answer
     * @param headOnly whether the client wants the head alone
     */
    Download(
            RelayContext context,
            RelayRequest relayRequest,
            ClientLeg client,
            DaemonRequest request,
            Expectation expectation,
            boolean headOnly) {
        super(context, relayRequest, client);
        this.request = request;
        this.expectation = expectation;
        this.headOnly = headOnly;
    }

    @Override
    public long offset() {
        return expectation.offset();
    }

    @Override
    public long done() {
        return expectation.isImage() ? moved() : 0;
    }

    @Override
    void send(DaemonExchange exchange) {
        waitFor(expectation.waiting());
        exchange.send(request);
    }

    @Override
    void accept(DaemonExchange exchange, ResponseHead head) {
        headers = expectation.check(head);
        answer = head;
        waitFor(Waiting.DAEMON);
        if (headOnly) {
            writeHead(head);
            exchange.abort();
            client().complete();
        } else {
            proceed(exchange);
        }
    }

    @Override
    void takeBody(DaemonExchange exchange) {
        goOn(exchange);
    }

    @Override
    void proceed(DaemonExchange exchange) {
        ResponseHead head = answer;
        if (head == null || client().isDone()) {
            return;
        }
        while (client().isWritable()) {
            int count = exchange.readBody();
            if (count < 0) {
                finish(head);
                return;
            }
            if (count == 0) {
                waitFor(Waiting.DAEMON);
                client().flush();
                exchange.resumeReads();
                return;
            }
            pass(head, count);
            if (!exchange.isComplete() && endTurn(exchange)) {
                exchange.suspendReads();
                return;
            }
        }
        waitFor(Waiting.CLIENT);
        exchange.suspendReads();
    }

    private void pass(ResponseHead head, int count) {
        requireClearance();
        if (!client().hasWritten()) {
            writeHead(head);
        }
        client().write(context().loop().plainBytes(), count);
        count(count);
    }

    private void finish(ResponseHead head) {
        if (!client().hasWritten()) {
            writeHead(head);
        }
        waitFor(Waiting.CLIENT);
        releaseDaemon();
        client().complete();
    }

    /** The bytes have left the proxy only now; until then the watchdog looks after them. */
    @Override
    public void answered() {
        end();
    }

    private void writeHead(ResponseHead head) {
        client().response().setStatus(head.status());
        client().response().setContentLengthLong(head.contentLength());
        headers.forEach(client().response()::setHeader);
    }
}
