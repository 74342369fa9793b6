// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.retry;

import java.io.IOException;
import java.time.Duration;

/** A server cannot do now what is asked of it. */
final class RetryLaterException extends IOException {
    private static final long serialVersionUID = 1L;

    private final Duration delay;

    /**
     * An answer that says so.
     *
     * @param delay when this server may be asked again
     */
    RetryLaterException(String request, int status, String text, Duration delay) {
        super(request + ": " + status + " " + text.strip() + ", again in " + delay);
        this.delay = delay;
    }

    Duration delay() {
        return delay;
    }
}
