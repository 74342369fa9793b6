// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.relay;

import java.util.LinkedHashMap;
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

    /**
     * Returns the header fields of every answer, errors included.
     *
     * <p>Any origin is allowed, as in ovirt-imageio 2.x, because a browser adds no right of its
     * own: who knows a ticket id has the ticket.
     *
     * @param crossOrigin whether the request has an {@code Origin}
     */
    public static Map<String, String> commonHeaders(boolean crossOrigin) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Cache-Control", "no-cache, no-store");
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("Content-Security-Policy", "default-src 'none'; sandbox");
        if (crossOrigin) {
            headers.put("Access-Control-Allow-Origin", "*");
            headers.put(
                    "Access-Control-Expose-Headers",
                    "Allow, Content-Disposition, Content-Length, Content-Range, Range");
        }
        return headers;
    }

    /** Returns the answer to a problem. */
    public static Answer to(ProblemAnswer problem) {
        return new Answer(problem.status(), problem.headers(), problem.body());
    }

    static Answer empty() {
        return new Answer(200, Map.of(), "");
    }
}
