// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.web;

import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemException;
import org.ovirt.imageio.proxy.session.Access;
import org.ovirt.imageio.proxy.token.Grant;
import org.ovirt.imageio.proxy.token.TokenException;
import org.ovirt.imageio.proxy.token.TokenForm;
import org.ovirt.imageio.proxy.token.TokenVerifier;

/** Verifies tokens and tells why one is not accepted. */
final class Tokens {
    private final TokenVerifier verifier;

    Tokens(TokenVerifier verifier) {
        this.verifier = verifier;
    }

    /** Returns whether any token can be accepted. */
    boolean acceptsAny() {
        return verifier.acceptsAny();
    }

    /**
     * Verifies the value of an {@code Authorization} header field.
     *
     * @throws ProblemException {@link Problem#UNAUTHORIZED}, or {@link Problem#DAEMON_UNTRUSTED}
     */
    Access verify(String authorization) {
        try {
            return new Access(verifier.verify(authorization), TokenForm.of(authorization));
        } catch (TokenException e) {
            throw TokenRefusal.of(e);
        }
    }

    /**
     * Verifies a signed ticket that an Engine of proxy 1.x adds.
     *
     * @throws ProblemException {@link Problem#FORBIDDEN}, as those Engines expect
     */
    Grant verifyAdded(String signedTicket) {
        try {
            return verifier.verifySignedTicket(signedTicket);
        } catch (TokenException e) {
            throw new ProblemException(
                            Problem.FORBIDDEN,
                            "Error verifying signed ticket: " + e.fault().description() + ".")
                    .withDetail("reason=" + e.fault().code());
        }
    }

    /** Returns the problem of a session that is not there, or not any more. */
    static ProblemException unknownSession() {
        return new ProblemException(
                Problem.UNAUTHORIZED,
                "There is no such session, or it is over; open one with POST /sessions/.");
    }
}
