// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.token;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;

/**
 * A signed text in compact form (RFC 7515, section 7.1), taken apart strictly and not yet verified.
 */
final class Jws {
    /** A token stands in a request's head, which has room for 16 KiB. */
    static final int MAX_LENGTH = 8 * 1024;

    /**
     * Nothing that names a key, an address of one, a compression or another form of the payload.
     */
    private static final Set<String> HEADER = Set.of("alg", "kid", "typ");

    private static final String ECDSA = "ES256";

    private static final Set<String> ALGORITHMS = Set.of("RS256", "PS256", ECDSA);

    /**
     * Two numbers of 32 bytes each (RFC 7518, section 3.4). The library also takes them without
     * their leading zeros, which would be another spelling.
     */
    private static final int ECDSA_BYTES = 64;

    private final String compact;
    private final String payload;
    private final String algorithm;
    private final Optional<String> keyId;
    private final Optional<String> type;

    private Jws(
            String compact,
            String payload,
            String algorithm,
            Optional<String> keyId,
            Optional<String> type) {
        this.compact = compact;
        this.payload = payload;
        this.algorithm = algorithm;
        this.keyId = keyId;
        this.type = type;
    }

    /**
     * Takes a text apart.
     *
     * @throws TokenException {@link TokenFault#MALFORMED}, {@link TokenFault#ALGORITHM}, or {@link
     *     TokenFault#SIGNATURE} for one that no key can have made
     */
    static Jws parse(String compact) throws TokenException {
        String[] parts = compact.length() > MAX_LENGTH ? new String[0] : compact.split("\\.", -1);
        if (parts.length != 3) {
            throw new TokenException(TokenFault.MALFORMED);
        }
        FlatJson header =
                FlatJson.parse(StrictBase64.text(StrictBase64.decodeUrl(parts[0])), HEADER);
        String payload = StrictBase64.text(StrictBase64.decodeUrl(parts[1]));
        int signatureBytes = StrictBase64.decodeUrl(parts[2]).length;
        String algorithm = header.optionalText("alg").orElse("none");
        if (!ALGORITHMS.contains(algorithm)) {
            throw new TokenException(TokenFault.ALGORITHM);
        }
        if (algorithm.equals(ECDSA) && signatureBytes != ECDSA_BYTES) {
            throw new TokenException(TokenFault.SIGNATURE);
        }
        return new Jws(
                compact,
                payload,
                algorithm,
                header.optionalText("kid"),
                header.optionalText("typ").map(type -> type.toLowerCase(Locale.ROOT)));
    }

    /** Returns the {@code typ} of the header in lower case. */
    Optional<String> type() {
        return type;
    }

    /**
     * Verifies the signature.
     *
     * @param keys those that may have signed it
     * @return the payload
     * @throws TokenException {@link TokenFault#SIGNATURE} if none of them has
     */
    String verify(List<VerificationKey> keys) throws TokenException {
        for (VerificationKey key : keys) {
            if (key.fits(algorithm, keyId) && isSignedBy(key)) {
                return payload;
            }
        }
        throw new TokenException(TokenFault.SIGNATURE);
    }

    private boolean isSignedBy(VerificationKey key) {
        JsonWebSignature signature = new JsonWebSignature();
        signature.setAlgorithmConstraints(
                new AlgorithmConstraints(AlgorithmConstraints.ConstraintType.PERMIT, algorithm));
        signature.setKey(key.key());
        try {
            signature.setCompactSerialization(compact);
            return signature.verifySignature();
        } catch (JoseException e) {
            // A signature of a wrong length is one way of being wrong.
            return false;
        }
    }
}
