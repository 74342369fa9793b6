// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.token;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;

/**
 * A private key that signs tokens: RSA of 2048 to 8192 bits, or the elliptic curve P-256. No
 * message or text of it has any part of the key.
 */
public final class SigningKey {
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----([^-]*)-----END \\1-----");
    private static final String PKCS8 = "PRIVATE KEY";
    private static final String KINDS = "expected an RSA key or an EC key of the curve P-256";

    private final PrivateKey key;
    private final Optional<String> id;
    private final List<JwtAlgorithm> algorithms;

    private SigningKey(PrivateKey key, Optional<String> id, List<JwtAlgorithm> algorithms) {
        this.key = key;
        this.id = id;
        this.algorithms = List.copyOf(algorithms);
    }

    /**
     * Takes a key.
     *
     * @param id the {@code kid} of the JWTs that it signs
     * @throws GeneralSecurityException if it is of no kind or length that the proxy accepts; the
     *     message says what it should be
     */
    public static SigningKey of(PrivateKey key, Optional<String> id)
            throws GeneralSecurityException {
        if (key instanceof RSAPrivateCrtKey rsa) {
            requireAcceptable(rsa);
            return new SigningKey(key, id, List.of(JwtAlgorithm.RS256, JwtAlgorithm.PS256));
        }
        if (key instanceof ECPrivateKey ec
                && ec.getParams().getCurve().equals(EllipticCurves.P256.getCurve())) {
            return new SigningKey(key, id, List.of(JwtAlgorithm.ES256));
        }
        throw new GeneralSecurityException(
                key instanceof RSAPrivateKey
                        ? "the RSA key lacks its public exponent and prime factors"
                        : KINDS);
    }

    private static void requireAcceptable(RSAPrivateCrtKey rsa) throws GeneralSecurityException {
        try {
            VerificationKey.of(
                    Optional.empty(),
                    KeyFactory.getInstance("RSA")
                            .generatePublic(
                                    new RSAPublicKeySpec(
                                            rsa.getModulus(), rsa.getPublicExponent())));
        } catch (IllegalArgumentException e) {
            throw new GeneralSecurityException(e.getMessage(), e);
        }
    }

    /**
     * Parses what a key file has: PEM with one {@code PRIVATE KEY} block (PKCS #8), which may have
     * certificates beside it, or a JWK with its private part (RFC 7517). Neither is encrypted.
     *
     * @throws GeneralSecurityException if there is anything else; the message says what, and what
     *     can be done
     */
    public static SigningKey parse(String text) throws GeneralSecurityException {
        return text.strip().startsWith("{") ? jwk(text) : pem(text);
    }

    private static SigningKey pem(String text) throws GeneralSecurityException {
        List<String> found = new ArrayList<>();
        Matcher block = PEM.matcher(text);
        while (block.find()) {
            if (block.group(1).equals(PKCS8)) {
                found.add(block.group(2));
            } else if (block.group(1).endsWith(PKCS8)) {
                throw new GeneralSecurityException(
                        "a block %s cannot be used: 'openssl pkcs8 -topk8 -nocrypt' makes one of it that can"
                                .formatted(block.group(1)));
            }
        }
        if (found.size() != 1) {
            throw new GeneralSecurityException("expected one private key, found " + found.size());
        }
        return of(decoded(found.get(0)), Optional.empty());
    }

    private static PrivateKey decoded(String base64) throws GeneralSecurityException {
        PKCS8EncodedKeySpec encoded;
        try {
            encoded = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(base64));
        } catch (IllegalArgumentException e) {
            throw new GeneralSecurityException("the private key is not in base64", e);
        }
        for (String algorithm : List.of("RSA", "EC")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
            } catch (InvalidKeySpecException e) {
                // The other kind, or none.
            }
        }
        throw new GeneralSecurityException(KINDS);
    }

    private static SigningKey jwk(String text) throws GeneralSecurityException {
        PublicJsonWebKey found = asymmetric(text);
        PrivateKey key = found.getPrivateKey();
        if (key == null) {
            throw new GeneralSecurityException("the JWK has no private part");
        }
        boolean signs =
                (found.getUse() == null || found.getUse().equals("sig"))
                        && (found.getKeyOps() == null || found.getKeyOps().contains("sign"));
        if (!signs) {
            throw new GeneralSecurityException("the JWK is not for signing");
        }
        SigningKey any = of(key, Optional.ofNullable(found.getKeyId()));
        return found.getAlgorithm() == null ? any : any.onlyFor(found.getAlgorithm());
    }

    private static PublicJsonWebKey asymmetric(String text) throws GeneralSecurityException {
        try {
            if (JsonWebKey.Factory.newJwk(text) instanceof PublicJsonWebKey found) {
                return found;
            }
        } catch (JoseException | RuntimeException e) {
            // The library's message may have a part of the key.
            throw new GeneralSecurityException("expected one JWK, RSA or of the curve P-256");
        }
        throw new GeneralSecurityException("a symmetric key signs no token that the proxy takes");
    }

    private SigningKey onlyFor(String name) throws GeneralSecurityException {
        for (JwtAlgorithm algorithm : algorithms) {
            if (algorithm.name().equals(name)) {
                return new SigningKey(key, id, List.of(algorithm));
            }
        }
        throw new GeneralSecurityException("the JWK's alg is none of " + algorithms);
    }

    /** Returns the {@code kid} of the JWTs that it signs, if they have one. */
    public Optional<String> id() {
        return id;
    }

    /** Returns what it can sign JWTs with, the usual one first. */
    public List<JwtAlgorithm> algorithms() {
        return algorithms;
    }

    PrivateKey privateKey() {
        return key;
    }
}
