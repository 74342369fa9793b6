// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.client;

import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;

/**
 * An answer as it came.
 *
 * @param status status code
 * @param reason reason phrase, maybe empty
 * @param headers header fields, several of one name in their order
 * @param body what came of the body; do not change it
 * @param ending how the body ended
 */
// Nobody compares whole answers; tests compare the bytes of their bodies.
@SuppressWarnings("ArrayRecordComponent")
public record RawResponse(
        int status, String reason, HttpHeaders headers, byte[] body, Ending ending) {

    /** How a body can end. */
    public enum Ending {
        /** With its last byte: the answer is complete and the connection may go on. */
        COMPLETE,
        /** With the connection, as the answer told no length. */
        CLOSED,
        /** With the connection, before its last byte. */
        TRUNCATED
    }

    /** The body as UTF-8 text. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** The first value of a header, or the empty text when there is none. */
    public String header(String name) {
        return headers.firstValue(name).orElse("");
    }
}
