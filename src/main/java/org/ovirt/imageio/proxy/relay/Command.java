// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.relay;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.ovirt.imageio.proxy.daemon.DaemonExchange;
import org.ovirt.imageio.proxy.daemon.ResponseHead;
import org.ovirt.imageio.proxy.problem.ProblemException;
import org.ovirt.imageio.proxy.ticket.Span;

/**
 * Has the daemon zero or flush: reads the client's small body, has it checked, and passes on what
 * was understood of it.
 */
final class Command extends ShortAnswerRelay {
    private final Function<String, ImageCommand> parser;
    private final byte[] body;
    private @Nullable ImageCommand command;
    private volatile long offset;
    private volatile long changed;

    /**
     * Prepares a command.
     *
     * @param length bytes of the client's body
     * @param parser understands the body; throws a {@link ProblemException} if it is wrong
     */
    Command(
            RelayContext context,
            RelayRequest relayRequest,
            ClientLeg client,
            int length,
            Function<String, ImageCommand> parser) {
        super(context, relayRequest, client);
        this.parser = parser;
        body = new byte[length];
    }

    @Override
    public long offset() {
        return offset;
    }

    @Override
    public long done() {
        return changed;
    }

    @Override
    void start() {
        waitFor(Waiting.CLIENT);
        try {
            client().startReading();
        } catch (IOException e) {
            clientLeft();
        }
    }

    @Override
    public void clientReadable() {
        guard(this::readBody);
    }

    private void readBody() {
        try {
            int received = (int) client().received();
            while (received < body.length) {
                int count = client().read(body, received, body.length - received);
                if (count == 0) {
                    return;
                }
                received += count;
            }
            if (command == null) {
                ImageCommand parsed = parser.apply(new String(body, StandardCharsets.UTF_8));
                offset = parsed.offset();
                command = parsed;
                beginWrite(Span.of(parsed.offset(), parsed.length()), parsed.flush());
            }
        } catch (IOException e) {
            clientLeft();
        }
    }

    @Override
    void send(DaemonExchange exchange) {
        ImageCommand parsed = parsed();
        waitFor(Waiting.OPERATION);
        exchange.send(parsed.request(), parsed.body().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    void done(ResponseHead head, String text) {
        changed = parsed().length();
        succeed(Answer.empty());
    }

    @Override
    void proceed(DaemonExchange exchange) {
        // The request is one write, the answer another.
    }

    private ImageCommand parsed() {
        if (command == null) {
            throw new IllegalStateException("nothing parsed yet");
        }
        return command;
    }
}
