// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.relay;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ovirt.imageio.proxy.daemon.ResponseHead;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemException;

/** What a client is told when a daemon refuses: the daemon's status in the proxy's words. */
final class Refusal {
    private static final Pattern UNSATISFIED = Pattern.compile("bytes \\*/(\\d{1,18})");

    private Refusal() {}

    /** Returns the problem of an answer whose status is not the expected success. */
    static ProblemException by(ResponseHead head) {
        return switch (head.status()) {
            case 400 -> refused(head, "finds the request malformed; check its parameters");
            case 403 -> refused(head, "does not allow it; the transfer may have ended");
            case 404 -> refused(head, "does not have or support this");
            case 405 -> refused(head, "is too old for this request");
            case 409 -> refused(head, "is busy with the image; retry");
            case 413 -> refused(head, "finds the request too large");
            case 416 -> refused(head, "has no such range of the image");
            case 500 -> refused(head, "failed; check its log on the host");
            case 503 -> refused(head, "is not ready; retry");
            case 507 -> refused(head, "has no space left on its storage");
            default ->
                    new ProblemException(
                            Problem.DAEMON_PROTOCOL,
                            "The image daemon gave an answer with the unexpected status "
                                    + head.status()
                                    + " (daemon-protocol).");
        };
    }

    private static ProblemException refused(ResponseHead head, String what) {
        return ProblemException.refusedByDaemon(
                head.status(), available(head), "The image daemon " + what + ".");
    }

    private static long available(ResponseHead head) {
        Matcher matcher = UNSATISFIED.matcher(head.header("content-range").orElse(""));
        return matcher.matches() ? Long.parseLong(matcher.group(1)) : -1;
    }
}
