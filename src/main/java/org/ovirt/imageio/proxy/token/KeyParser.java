// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.token;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jose4j.json.JsonUtil;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;

/**
 * Reads the public keys of a file: PEM with {@code PUBLIC KEY} and {@code CERTIFICATE} blocks and
 * no others, or a JWK or JWK set (RFC 7517). With several keys, an old and a new one are both good
 * while they are exchanged.
 */
final class KeyParser {
    private static final int MOST_KEYS = 16;
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN (PUBLIC KEY|CERTIFICATE)-----([^-]*)-----END \\1-----");

    private static final Pattern BEGIN = Pattern.compile("-----BEGIN ");

    /** The kinds of keys, by the object ids that stand in the first bytes of one (RFC 3279). */
    private static final Map<String, String> KINDS =
            Map.of("06092a864886f70d010101", "RSA", "06072a8648ce3d0201", "EC");

    private static final int HEAD_BYTES = 20;

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
        } catch (RuntimeException | JoseException e) {
            // The library has many ways to say that a field is not of the type it should be.
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
        if (block.results().count() != BEGIN.matcher(text).results().count()) {
            throw new IllegalArgumentException(
                    "a block is neither a PUBLIC KEY nor a CERTIFICATE, or it has no end");
        }
        block.reset();
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

    private static PublicKey bare(byte[] der) throws GeneralSecurityException {
        String head = HexFormat.of().formatHex(der, 0, Math.min(der.length, HEAD_BYTES));
        String kind =
                KINDS.entrySet().stream()
                        .filter(one -> head.contains(one.getKey()))
                        .map(Map.Entry::getValue)
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                "expected an RSA key or an EC key of the curve"
                                                        + " P-256, this one is of another kind"));
        return KeyFactory.getInstance(kind).generatePublic(new X509EncodedKeySpec(der));
    }

    private static List<VerificationKey> jwks(String text) throws JoseException {
        List<VerificationKey> keys = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (JsonWebKey one : parsed(JsonUtil.parseJson(text))) {
            if (one.getKeyId() != null && !ids.add(one.getKeyId())) {
                throw new IllegalArgumentException("two keys have the same kid");
            }
            keys.add(jwk(one));
        }
        return keys;
    }

    /**
     * Not by the library's class for sets: it leaves out keys that it does not understand, and
     * writes the whole file to its log.
     */
    @SuppressWarnings("unchecked")
    private static List<JsonWebKey> parsed(Map<String, Object> json) throws JoseException {
        if (!json.containsKey("keys")) {
            return List.of(JsonWebKey.Factory.newJwk(json));
        }
        List<JsonWebKey> keys = new ArrayList<>();
        for (Object one : (List<Object>) json.get("keys")) {
            keys.add(JsonWebKey.Factory.newJwk((Map<String, Object>) one));
        }
        return keys;
    }

    private static VerificationKey jwk(JsonWebKey found) {
        if (!(found instanceof PublicJsonWebKey asymmetric)) {
            throw new IllegalArgumentException("a symmetric key is no public key");
        }
        if (asymmetric.getPrivateKey() != null) {
            throw new IllegalArgumentException("a private key is not for the proxy to have");
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
