// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.token;

/** The kinds of token. */
public enum TokenForm {
    /** A MicroProfile JWT. */
    JWT,
    /** The Engine's signed ticket, as clients of proxy 1.x send it. */
    SIGNED_TICKET;

    private static final String BEARER = "Bearer ";

    /** Returns the kind that the value of an {@code Authorization} header field claims to be. */
    public static TokenForm of(String authorization) {
        return authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? JWT
                : SIGNED_TICKET;
    }

    /** Returns the value without the name of its scheme. */
    String token(String authorization) {
        return this == JWT ? authorization.substring(BEARER.length()) : authorization;
    }
}
