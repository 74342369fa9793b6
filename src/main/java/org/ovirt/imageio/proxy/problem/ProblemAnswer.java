// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.problem;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The answer that a client gets to a problem: text/plain, as from ovirt-imageio 2.x.
 *
 * @param status the HTTP status
 * @param headers header fields besides {@code Content-Length}
 * @param body the explanation and a line feed
 */
public record ProblemAnswer(int status, Map<String, String> headers, String body) {

    /** Returns the answer to a problem. */
    public static ProblemAnswer to(ProblemException problem) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "text/plain; charset=UTF-8");
        problem.available().ifPresent(size -> headers.put("Content-Range", "bytes */" + size));
        if (problem.status() == Problem.UNAUTHORIZED.status()) {
            headers.put("WWW-Authenticate", challenge(problem));
        }
        if (isLastOfConnection(problem)) {
            headers.put("Connection", "close");
        }
        if (problem.status() == Problem.DAEMON_UNREACHABLE.status()) {
            headers.put("Retry-After", problem.problem() == Problem.RANGE_BUSY ? "1" : "5");
        }
        return new ProblemAnswer(problem.status(), headers, problem.getMessage() + "\n");
    }

    /** A next request on the same connection would come to the same node. */
    private static boolean isLastOfConnection(ProblemException problem) {
        return problem.status() == Problem.FORBIDDEN.status()
                || problem.problem() == Problem.STOPPING
                || problem.problem() == Problem.NOT_READY;
    }

    /** RFC 6750, section 3; the description has no quote and no backslash. */
    private static String challenge(ProblemException problem) {
        String error =
                problem.problem() == Problem.TOKEN_REQUIRED ? "invalid_request" : "invalid_token";
        return "Bearer realm=\"ovirt-imageio-proxy\", error=\"%s\", error_description=\"%s\""
                .formatted(error, problem.getMessage());
    }
}
