// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.token;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;
import org.ovirt.imageio.proxy.ticket.Operation;

/** Makes the JWTs that a {@link JwtVerifier} accepts. */
public final class TokenSigner {
    private final SigningKey key;
    private final JwtAlgorithm algorithm;
    private final Optional<String> keyId;

    /** Creates a signer with the usual algorithm and the {@code kid} of a key. */
    public TokenSigner(SigningKey key) {
        this(key, key.algorithms().get(0), key.id());
    }

    /**
     * Creates a signer.
     *
     * @param keyId the {@code kid} of its tokens
     * @throws IllegalArgumentException if the algorithm is none of the key's
     */
    public TokenSigner(SigningKey key, JwtAlgorithm algorithm, Optional<String> keyId) {
        if (!key.algorithms().contains(algorithm)) {
            throw new IllegalArgumentException(
                    "the key is for %s, not for %s".formatted(key.algorithms(), algorithm));
        }
        this.key = key;
        this.algorithm = algorithm;
        this.keyId = keyId;
    }

    /**
     * Makes a token. Times are cut to whole seconds.
     *
     * @param grant what it allows
     * @return its compact form
     * @throws IllegalArgumentException if no token can say that: the daemon's address is not of the
     *     form of {@code imaged-uri}, or the token would be longer than any that is accepted
     */
    public String sign(Grant grant, TokenOrigin origin) {
        JsonWebSignature signature = new JsonWebSignature();
        signature.setAlgorithmHeaderValue(algorithm.name());
        keyId.ifPresent(signature::setKeyIdHeaderValue);
        signature.setHeader("typ", "JWT");
        signature.setPayload(claims(grant, origin).toJson());
        signature.setKey(key.privateKey());
        String token;
        try {
            token = signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException("This JDK cannot sign with " + algorithm, e);
        }
        if (token.length() > Jws.MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "a token of %d characters is longer than the proxy takes, %d"
                            .formatted(token.length(), Jws.MAX_LENGTH));
        }
        return token;
    }

    private static JwtClaims claims(Grant grant, TokenOrigin origin) {
        JwtClaims claims = new JwtClaims();
        origin.issuer().ifPresent(claims::setIssuer);
        setList(claims, "aud", origin.audiences());
        origin.subject().ifPresent(claims::setSubject);
        origin.tokenId().ifPresent(claims::setJwtId);
        setList(claims, "groups", origin.groups());
        claims.setNotBefore(date(origin.notBefore()));
        claims.setIssuedAt(date(origin.issued()));
        claims.setExpirationTime(date(grant.expires()));
        claims.setStringClaim("imaged-uri", ImagedUri.of(grant));
        claims.setStringClaim("transfer-ticket", grant.ticketId().value());
        grant.transferId().ifPresent(id -> claims.setStringClaim("transfer-id", id));
        claims.setStringListClaim(
                "ops", grant.operations().stream().sorted().map(Operation::word).toList());
        grant.size().ifPresent(size -> claims.setClaim("size", size));
        grant.filename().ifPresent(name -> claims.setStringClaim("filename", name));
        return claims;
    }

    private static void setList(JwtClaims claims, String name, List<String> values) {
        if (!values.isEmpty()) {
            claims.setStringListClaim(name, values);
        }
    }

    private static NumericDate date(Instant instant) {
        return NumericDate.fromSeconds(instant.getEpochSecond());
    }
}
