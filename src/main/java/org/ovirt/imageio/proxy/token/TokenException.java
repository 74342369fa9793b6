// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.token;

import org.jspecify.annotations.Nullable;

/**
 * A token that is not accepted. It has no stack trace and never any part of the token: the cause,
 * where there is one, is for a debugger and not for a log.
 */
public final class TokenException extends Exception {
    private static final long serialVersionUID = 1L;

    private final TokenFault fault;

    TokenException(TokenFault fault) {
        this(fault, null);
    }

    TokenException(TokenFault fault, @Nullable Throwable cause) {
        super(fault.description(), cause, false, false);
        this.fault = fault;
    }

    /** Returns what is wrong with the token. */
    public TokenFault fault() {
        return fault;
    }
}
