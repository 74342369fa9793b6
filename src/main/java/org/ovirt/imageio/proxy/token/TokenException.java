// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.token;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A token that is not accepted. It has no stack trace and never any part of the token: the cause,
 * where there is one, is for a debugger and not for a log.
 */
public final class TokenException extends Exception {
    private static final long serialVersionUID = 1L;

    private final TokenFault fault;
    private final @Nullable String transferId;

    TokenException(TokenFault fault) {
        this(fault, null, null);
    }

    TokenException(TokenFault fault, @Nullable Throwable cause) {
        this(fault, cause, null);
    }

    private TokenException(
            TokenFault fault, @Nullable Throwable cause, @Nullable String transferId) {
        super(fault.description(), cause, false, false);
        this.fault = fault;
        this.transferId = transferId;
    }

    /** Returns the refusal of a token that is signed well and names no daemon that there can be. */
    static TokenException badDaemon(Optional<String> transferId) {
        return new TokenException(TokenFault.DAEMON, null, transferId.orElse(null));
    }

    /** Returns what is wrong with the token. */
    public TokenFault fault() {
        return fault;
    }

    /** Returns the Engine's name of the transfer, of which nothing but its signer is known. */
    public Optional<String> transferId() {
        return Optional.ofNullable(transferId);
    }
}
