// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.token;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;

/**
 * Reads the public keys of a file: PEM with any number of {@code PUBLIC KEY} and {@code
 * CERTIFICATE} blocks, or a JWK or JWK set (RFC 7517). With several keys, an old and a new one are
 * both good while they are exchanged.
 */
final class KeyParser {
    private static final int MOST_KEYS = 16;
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN (PUBLIC KEY|CERTIFICATE)-----([^-]*)-----END \\1-----");

    private KeyParser() {}

    /**
     * Parses keys.
     *
     * @throws GeneralSecurityException if there is none, or one that cannot be used; the message
     *     says what is wrong
     */
    static List<VerificationKey> parse(String text) throws GeneralSecurityException {
        List<VerificationKey> keys;
        try {
            keys = text.strip().startsWith("{") ? jwks(text) : pem(text);
        } catch (IllegalArgumentException | JoseException e) {
            throw new GeneralSecurityException(e.getMessage(), e);
        }
        if (keys.isEmpty() || keys.size() > MOST_KEYS) {
            throw new GeneralSecurityException(
                    "expected 1 to %d public keys, found %d".formatted(MOST_KEYS, keys.size()));
        }
        return List.copyOf(keys);
    }

    private static List<VerificationKey> pem(String text) throws GeneralSecurityException {
        List<VerificationKey> keys = new ArrayList<>();
        Matcher block = PEM.matcher(text);
        while (block.find()) {
            byte[] der = Base64.getMimeDecoder().decode(block.group(2));
            keys.add(
                    VerificationKey.of(
                            Optional.empty(),
                            block.group(1).equals("CERTIFICATE") ? certified(der) : bare(der)));
        }
        return keys;
    }

    private static PublicKey certified(byte[] der) throws GeneralSecurityException {
        return CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(der))
                .getPublicKey();
    }

    private static PublicKey bare(byte[] der) throws NoSuchAlgorithmException {
        for (String algorithm : List.of("RSA", "EC")) {
            try {
                return KeyFactory.getInstance(algorithm)
                        .generatePublic(new X509EncodedKeySpec(der));
            } catch (InvalidKeySpecException e) {
                // The other kind, or none.
            }
        }
        throw new IllegalArgumentException("expected an RSA key or an EC key of the curve P-256");
    }

    private static List<VerificationKey> jwks(String text) throws JoseException {
        boolean set = text.contains("\"keys\"");
        List<JsonWebKey> found =
                set
                        ? new JsonWebKeySet(text).getJsonWebKeys()
                        : List.of(JsonWebKey.Factory.newJwk(text));
        List<VerificationKey> keys = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (JsonWebKey one : found) {
            if (one.getKeyId() != null && !ids.add(one.getKeyId())) {
                throw new IllegalArgumentException("two keys have the same kid");
            }
            keys.add(jwk(one));
        }
        return keys;
    }

    private static VerificationKey jwk(JsonWebKey found) {
        if (!(found instanceof PublicJsonWebKey asymmetric)) {
            throw new IllegalArgumentException("a symmetric key is no public key");
        }
        if (found.getUse() != null && !found.getUse().equals("sig")) {
            throw new IllegalArgumentException("a key is not for signatures");
        }
        if (found.getKeyOps() != null && !found.getKeyOps().contains("verify")) {
            throw new IllegalArgumentException("a key is not for verifying");
        }
        VerificationKey key =
                VerificationKey.of(
                        Optional.ofNullable(found.getKeyId()), asymmetric.getPublicKey());
        return found.getAlgorithm() == null ? key : key.onlyFor(found.getAlgorithm());
    }
}
