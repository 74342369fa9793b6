// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.token;

import java.math.BigInteger;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Optional;
import java.util.Set;

/**
 * A key that may have signed a token, and the algorithms that it is good for.
 *
 * @param id the {@code kid} of the tokens it signs; without one it is tried on every token
 * @param key the public key
 * @param algorithms the names of RFC 7518, section 3.1
 */
record VerificationKey(Optional<String> id, PublicKey key, Set<String> algorithms) {
    private static final int FEWEST_RSA_BITS = 2048;

    /** Beyond this, verifying one token takes too long. */
    private static final int MOST_RSA_BITS = 8192;

    VerificationKey {
        algorithms = Set.copyOf(algorithms);
    }

    /**
     * Returns a key with the algorithms of its kind: RS256 and PS256, or ES256.
     *
     * @throws IllegalArgumentException if it is of no kind or length that is accepted; the message
     *     says why
     */
    static VerificationKey of(Optional<String> id, PublicKey key) {
        if (key instanceof RSAPublicKey rsa) {
            requireStrong(rsa);
            return new VerificationKey(id, key, Set.of("RS256", "PS256"));
        }
        if (key instanceof ECPublicKey ec) {
            P256.require(ec);
            return new VerificationKey(id, key, Set.of("ES256"));
        }
        throw new IllegalArgumentException(
                "expected an RSA key or an EC key of the curve P-256, this one is of the kind "
                        + key.getAlgorithm());
    }

    private static void requireStrong(RSAPublicKey key) {
        int bits = key.getModulus().bitLength();
        if (bits < FEWEST_RSA_BITS || bits > MOST_RSA_BITS) {
            throw new IllegalArgumentException(
                    "an RSA key has %d to %d bits, this one %d"
                            .formatted(FEWEST_RSA_BITS, MOST_RSA_BITS, bits));
        }
        BigInteger exponent = key.getPublicExponent();
        if (exponent.bitLength() < 2 || !exponent.testBit(0)) {
            throw new IllegalArgumentException(
                    "the exponent of an RSA key is odd and at least 3, that of this one is not");
        }
        if (GuessablePrimes.made(key.getModulus())) {
            throw new IllegalArgumentException(
                    "the RSA key comes from a chip whose keys can be computed (CVE-2017-15361)");
        }
    }

    /** Returns the same key for a single one of its algorithms. */
    VerificationKey onlyFor(String algorithm) {
        if (!algorithms.contains(algorithm)) {
            throw new IllegalArgumentException("the key is not good for " + algorithm);
        }
        return new VerificationKey(id, key, Set.of(algorithm));
    }

    /** Returns whether it may have signed a token. */
    boolean fits(String algorithm, Optional<String> tokenKeyId) {
        return algorithms.contains(algorithm)
                && (id.isEmpty() || tokenKeyId.isEmpty() || id.equals(tokenKeyId));
    }
}
