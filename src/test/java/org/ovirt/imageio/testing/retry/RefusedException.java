// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.retry;

/** A server refuses a request, and would do so again. */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    RefusedException(String request, int status, String text) {
        super(request + ": " + status + " " + text.strip());
        this.status = status;
    }

    /** The status code. */
    public int status() {
        return status;
    }
}
