// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.daemon;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An answer that is not a success. */
final class HttpError extends Exception {

    private final int status;
    private final String explanation;
    private final @Nullable String contentRange;
    private final boolean closing;

    private HttpError(
            int status, String explanation, @Nullable String contentRange, boolean closing) {
        super(explanation);
        this.status = status;
        this.explanation = Objects.requireNonNull(explanation);
        this.contentRange = contentRange;
        this.closing = closing;
    }

    static HttpError badRequest(String explanation) {
        return new HttpError(400, explanation, null, false);
    }

    /** For a request whose end is unknown. */
    static HttpError malformed(int status, String explanation) {
        return new HttpError(status, explanation, null, true);
    }

    static HttpError forbidden(String reason) {
        return new HttpError(
                403, "You are not allowed to access this resource: " + reason, null, true);
    }

    static HttpError notFound(String explanation) {
        return new HttpError(404, explanation, null, false);
    }

    static HttpError methodNotAllowed(String explanation) {
        return new HttpError(405, explanation, null, false);
    }

    static HttpError badRange(String explanation) {
        return new HttpError(416, explanation, null, false);
    }

    static HttpError outOfRange(String explanation, long available) {
        return new HttpError(416, explanation, "bytes */" + available, false);
    }

    static HttpError internal() {
        return new HttpError(500, "Server failed to perform the request, check logs", null, false);
    }

    int status() {
        return status;
    }

    String explanation() {
        return explanation;
    }

    @Nullable String contentRange() {
        return contentRange;
    }

    boolean closing() {
        return closing;
    }
}
