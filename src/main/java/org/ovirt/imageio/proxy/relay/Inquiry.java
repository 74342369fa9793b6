// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.relay;

import java.util.function.Function;
import org.ovirt.imageio.proxy.daemon.DaemonExchange;
import org.ovirt.imageio.proxy.daemon.DaemonRequest;
import org.ovirt.imageio.proxy.daemon.ResponseHead;
import org.ovirt.imageio.proxy.problem.ProblemException;

/** Asks the daemon what it can do with an image and answers with what the client may. */
final class Inquiry extends ShortAnswerRelay {
    private final DaemonRequest request;
    private final Function<DaemonOptions, Answer> translation;

    /**
     * Prepares an inquiry.
     *
     * @param request what the daemon is asked
     * @param translation makes the client's answer of the daemon's; may throw a {@link
     *     ProblemException}
     */
    Inquiry(
            RelayContext context,
            RelayRequest relayRequest,
            ClientLeg client,
            DaemonRequest request,
            Function<DaemonOptions, Answer> translation) {
        super(context, relayRequest, client);
        this.request = request;
        this.translation = translation;
    }

    @Override
    public long offset() {
        return 0;
    }

    @Override
    void send(DaemonExchange exchange) {
        waitFor(Waiting.DAEMON);
        exchange.send(request);
    }

    /** A daemon before 1.3 does not know the method; it can read and write. */
    @Override
    void refused(ResponseHead head) {
        if (head.status() != 405) {
            super.refused(head);
        }
        succeed(translation.apply(DaemonOptions.OF_OLD_DAEMON));
    }

    @Override
    void done(ResponseHead head, String text) {
        String allow = head.header("allow").orElse(DaemonOptions.OF_OLD_DAEMON.allow());
        succeed(translation.apply(new DaemonOptions(allow, text)));
    }

    @Override
    void proceed(DaemonExchange exchange) {
        // There is nothing to write on either side before the answer.
    }
}
