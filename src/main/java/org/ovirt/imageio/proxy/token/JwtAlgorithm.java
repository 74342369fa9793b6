// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.token;

/** The algorithms of JWTs that the proxy takes (RFC 7518, section 3.1). */
public enum JwtAlgorithm {
    /** RSA with PKCS #1 v1.5 and SHA-256. */
    RS256,
    /** RSA with PSS and SHA-256. */
    PS256,
    /** The elliptic curve P-256 with SHA-256. */
    ES256
}
