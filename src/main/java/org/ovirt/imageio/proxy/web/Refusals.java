// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.web;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.function.Supplier;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemAnswer;
import org.ovirt.imageio.proxy.problem.ProblemException;
import org.ovirt.imageio.proxy.relay.Answer;
import org.ovirt.imageio.proxy.relay.Relays;

/** Refuses requests whose body may still be under way. */
final class Refusals {
    private static final System.Logger LOG = System.getLogger(Refusals.class.getName());

    private final Relays relays;

    Refusals(Relays relays) {
        this.relays = relays;
    }

    void refuse(HttpServletRequest http, ProblemException problem) throws IOException {
        log(http, problem);
        answer(http, Answer.to(ProblemAnswer.to(problem)));
    }

    /** Answers a request without what it asks for being done. */
    void answer(HttpServletRequest http, Answer answer) throws IOException {
        relays.answer(http, bodyLength(http), answer);
    }

    /** Does what a resource does, and logs it if it is refused. */
    static <T> T logged(HttpServletRequest http, Supplier<T> work) {
        try {
            return work.get();
        } catch (ProblemException e) {
            log(http, e);
            throw e;
        }
    }

    private static void log(HttpServletRequest http, ProblemException problem) {
        LOG.log(
                System.Logger.Level.INFO,
                "Refused {0} from {1} with {2}: {3}{4}",
                http.getMethod(),
                http.getRemoteAddr(),
                Integer.toString(problem.status()),
                problem.problem().code(),
                problem.detail().map(detail -> " " + detail).orElse(""));
    }

    /** Returns the problem of a method that a resource does not know. */
    static ProblemException methodNotAllowed() {
        return new ProblemException(
                Problem.METHOD_NOT_ALLOWED,
                "This method is not defined here; see the Allow header of OPTIONS.");
    }

    /** A transfer coding has an unknown length, which is more than is worth reading. */
    private static long bodyLength(HttpServletRequest http) {
        return http.getHeader("Transfer-Encoding") == null
                ? Math.max(0, http.getContentLengthLong())
                : Long.MAX_VALUE;
    }
}
