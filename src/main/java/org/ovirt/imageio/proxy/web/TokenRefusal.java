// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.web;

import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemException;
import org.ovirt.imageio.proxy.ticket.Ticket;
import org.ovirt.imageio.proxy.token.TokenException;
import org.ovirt.imageio.proxy.token.TokenFault;

/** What a client is told of a token that is not accepted, and what the log. */
final class TokenRefusal {
    private TokenRefusal() {}

    /**
     * Returns the problem: {@link Problem#UNAUTHORIZED}, or {@link Problem#DAEMON_UNTRUSTED} for a
     * token that is good but for its daemon.
     */
    static ProblemException of(TokenException refused) {
        TokenFault fault = refused.fault();
        ProblemException problem =
                fault == TokenFault.DAEMON
                        ? new ProblemException(
                                Problem.DAEMON_UNTRUSTED,
                                fault.description() + " (daemon-untrusted).")
                        : new ProblemException(Problem.UNAUTHORIZED, fault.description() + ".");
        return problem.withDetail(
                refused.transferId()
                        .map(id -> "transfer=" + Ticket.printable(id) + " ")
                        .orElse("")
                        .concat("reason=" + fault.code()));
    }
}
