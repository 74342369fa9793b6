// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.token;

import java.util.Locale;

/** Why a token is not accepted; what the client is told, and the log, is nothing more than this. */
public enum TokenFault {
    /** It is no token of any accepted form. */
    MALFORMED("The token is malformed"),
    /** It is protected by an algorithm that the proxy does not take. */
    ALGORITHM("The token's algorithm is not accepted"),
    /** No configured key has signed it. */
    SIGNATURE("The token's signature is not valid for any configured key"),
    /** It is over. */
    EXPIRED("The token has expired; ask for a new one and check the clocks"),
    /** It is not yet valid. */
    NOT_YET_VALID("The token is not yet valid; check the clocks"),
    /** It lives longer than the configuration allows. */
    LIFETIME("The token's lifetime is longer than is accepted"),
    /** Somebody else has issued it. */
    ISSUER("The token's issuer is not accepted"),
    /** It is meant for something else. */
    AUDIENCE("The token is not meant for this proxy"),
    /** A claim is missing or is not what it must be. */
    CLAIMS("A claim of the token is missing or wrong"),
    /** It names its daemon by anything but https, a host and a port. */
    DAEMON("The token's imaged-uri is not https://HOST:PORT"),
    /** Tokens of this kind are not accepted here. */
    DISABLED("Tokens of this kind are not accepted here");

    private final String description;

    TokenFault(String description) {
        this.description = description;
    }

    /** Returns what is wrong, as a sentence without its full stop. */
    public String description() {
        return description;
    }

    /** Returns the reason code of logs, such as {@code token-expired}. */
    public String code() {
        return "token-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
