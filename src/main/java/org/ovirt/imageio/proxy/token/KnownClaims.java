// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.token;

import static java.util.Map.entry;

import java.util.Map;
import org.jose4j.jwt.JwtClaims;

/**
 * The claims of a JWT that mean something here. Others are left out, so that nothing needs to know
 * what to make of them.
 */
final class KnownClaims {
    static final String IMAGED_URI = "imaged-uri";
    static final String TICKET = "transfer-ticket";
    static final String TRANSFER = "transfer-id";
    static final String OPERATIONS = "ops";
    static final String SIZE = "size";
    static final String FILENAME = "filename";

    private static final Map<String, ClaimType> TYPES =
            Map.ofEntries(
                    entry("iss", ClaimType.TEXT),
                    entry("sub", ClaimType.TEXT),
                    entry("jti", ClaimType.TEXT),
                    entry("aud", ClaimType.TEXT_OR_TEXTS),
                    entry("groups", ClaimType.TEXTS),
                    entry("iat", ClaimType.TIME),
                    entry("nbf", ClaimType.TIME),
                    entry("exp", ClaimType.TIME),
                    entry(IMAGED_URI, ClaimType.TEXT),
                    entry(TICKET, ClaimType.TEXT),
                    entry(TRANSFER, ClaimType.TEXT),
                    entry(OPERATIONS, ClaimType.TEXTS),
                    entry(SIZE, ClaimType.NUMBER),
                    entry(FILENAME, ClaimType.TEXT));

    private KnownClaims() {}

    /**
     * Parses the payload of a JWT.
     *
     * @throws TokenException {@link TokenFault#MALFORMED} if it is not one JSON object, {@link
     *     TokenFault#CLAIMS} if a claim is of another type than it must be
     */
    static JwtClaims parse(String payload) throws TokenException {
        JwtClaims claims = new JwtClaims();
        StrictJson.read(
                payload,
                (name, value, parser) -> {
                    ClaimType type = TYPES.get(name);
                    if (type == null) {
                        StrictJson.skip(value, parser);
                    } else {
                        claims.setClaim(name, type.read(value, parser));
                    }
                });
        return claims;
    }
}
