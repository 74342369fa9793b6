// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.relay;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.ovirt.imageio.proxy.daemon.DaemonExchange;
import org.ovirt.imageio.proxy.daemon.ResponseHead;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemException;

/**
 * A relay whose request the daemon answers with a short text at most.
 *
 * <p>What the request asked for counts as done only when the whole answer has been read.
 */
abstract class ShortAnswerRelay extends Relay {
    /** To read a long one would take this thread from others. */
    private static final long MAX_LENGTH = 64 * 1024;

    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private @Nullable ResponseHead answer;

    ShortAnswerRelay(RelayContext context, RelayRequest relayRequest, ClientLeg client) {
        super(context, relayRequest, client);
    }

    /** Ends the relay well after a whole answer that says that all is done. */
    abstract void done(ResponseHead head, String text);

    @Override
    void accept(DaemonExchange exchange, ResponseHead head) {
        // 202 or 206 say something else.
        if (head.status() != 200 && head.status() != 204) {
            throw Refusal.by(head);
        }
        if (head.contentLength() > MAX_LENGTH) {
            throw new ProblemException(
                    Problem.DAEMON_PROTOCOL,
                    "The image daemon's answer is too long (daemon-protocol).");
        }
        answer = head;
        takeBody(exchange);
    }

    @Override
    final void takeBody(DaemonExchange exchange) {
        ResponseHead head = answer;
        if (head == null) {
            return;
        }
        int count = exchange.readBody();
        while (count > 0) {
            body.write(context().loop().plainBytes(), 0, count);
            count = exchange.readBody();
        }
        if (count < 0) {
            done(head, body.toString(StandardCharsets.UTF_8));
        }
    }
}
