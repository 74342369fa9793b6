// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.relay;

import java.util.Map;
import org.ovirt.imageio.proxy.problem.ProblemAnswer;

/**
 * A small whole answer to a client.
 *
 * @param status the HTTP status
 * @param headers header fields besides {@code Content-Length}
 * @param body the body, sent as UTF-8
 */
public record Answer(int status, Map<String, String> headers, String body) {
    /** What a page of another origin may read of an answer's head. */
    public static final String EXPOSED_HEADERS =
            "Allow, Content-Disposition, Content-Length, Content-Range, Range, Session-Id,"
                    + " WWW-Authenticate";

    /** Returns the header fields of every answer, errors included. */
    public static Map<String, String> commonHeaders() {
        return Map.of(
                "Cache-Control", "no-cache, no-store",
                "Content-Security-Policy", "default-src 'none'; sandbox",
                "Referrer-Policy", "no-referrer",
                "X-Content-Type-Options", "nosniff");
    }

    /** Returns the answer to a problem. */
    public static Answer to(ProblemAnswer problem) {
        return new Answer(problem.status(), problem.headers(), problem.body());
    }

    static Answer empty() {
        return new Answer(200, Map.of(), "");
    }
}
