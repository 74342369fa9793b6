// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.token;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.ovirt.imageio.testing.pki.KeyType;
import org.ovirt.imageio.testing.pki.Leaf;
import org.ovirt.imageio.testing.pki.LeafFiles;
import org.ovirt.imageio.testing.pki.LeafSpec;
import org.ovirt.imageio.testing.pki.TestPki;

/** The Engine's part in tokens: an RSA key, a certificate for it, and what is signed with them. */
public final class TokenIssuer {
    /** Who issues JWTs. */
    public static final String ISSUER = "https://engine.example/ovirt-engine";

    /** What a proxy expects in a JWT unless it is told otherwise. */
    public static final String AUDIENCE = "ovirt-imageio-proxy";

    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss").withZone(ZoneOffset.UTC);

    private static final int LONGEST_SALT = 2048 / 8 - 32 - 2;

    private final Leaf signer;

    private TokenIssuer(Leaf signer) {
        this.signer = signer;
    }

    /** One with a certificate of this authority. */
    public static TokenIssuer create(TestPki authority) {
        return new TokenIssuer(
                authority.issue(LeafSpec.forDns("engine.example").withKeyType(KeyType.RSA_2048)));
    }

    /** Writes its certificate and its private key as PEM, {@code engine.crt} and others. */
    public LeafFiles writeTo(Path directory) throws IOException {
        return signer.writeTo(directory, "engine");
    }

    /** The claims of a JWT for an image, good for five minutes; not yet complete. */
    public static JsonObjectBuilder claims(String ticket, URI daemon) {
        return claims(ticket, daemon, Duration.ofMinutes(5));
    }

    /** The claims of a JWT for an image, good for so long; not yet complete. */
    public static JsonObjectBuilder claims(String ticket, URI daemon, Duration lifetime) {
        return claims(ticket, daemon.toString(), lifetime);
    }

    /** The same with any text for {@code imaged-uri}. */
    public static JsonObjectBuilder claims(String ticket, String imagedUri, Duration lifetime) {
        long now = Instant.now().getEpochSecond();
        return Json.createObjectBuilder()
                .add("iss", ISSUER)
                .add("aud", AUDIENCE)
                .add("sub", "admin@internal")
                .add("jti", UUID.randomUUID().toString())
                .add("iat", now)
                .add("exp", now + lifetime.toSeconds())
                .add("imaged-uri", imagedUri)
                .add("transfer-ticket", ticket)
                .add("transfer-id", "transfer-" + ticket.substring(0, 8));
    }

    /** A JWT for an image with these operations, or with all if there are none. */
    public String jwt(String ticket, URI daemon, String... operations) {
        JsonObjectBuilder claims = claims(ticket, daemon);
        if (operations.length > 0) {
            claims.add("ops", Json.createArrayBuilder(List.of(operations)));
        }
        return jwt(claims.build());
    }

    /** A JWT with these claims and RS256. */
    public String jwt(JsonObject claims) {
        String signed = url("{\"alg\":\"RS256\",\"typ\":\"JWT\"}") + "." + url(claims.toString());
        return signed + "." + url(sign("SHA256withRSA", null, signed));
    }

    /** A signed ticket of version 2, good for five minutes. */
    public String signedTicket(String ticket, URI daemon) {
        return signedTicket(ticket, daemon, Duration.ofMinutes(5));
    }

    /** A signed ticket of version 2, good for so long. */
    public String signedTicket(String ticket, URI daemon, Duration lifetime) {
        PSSParameterSpec longest =
                new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, LONGEST_SALT, 1);
        JsonObject fields = fields(ticket, daemon, Instant.now(), lifetime).build();
        String signed = concatenate(fields);
        return envelope(
                fields,
                "v2_signature",
                Base64.getEncoder().encodeToString(sign("RSASSA-PSS", longest, signed)));
    }

    /** A signed ticket of version 1, good for so long. */
    public String signedTicketV1(String ticket, URI daemon, Duration lifetime) {
        return signedTicketV1(ticket, daemon, Instant.now(), lifetime);
    }

    /** A signed ticket of version 1, good from a moment on for so long. */
    public String signedTicketV1(String ticket, URI daemon, Instant from, Duration lifetime) {
        JsonObject fields = fields(ticket, daemon, from, lifetime).add("digest", "sha1").build();
        String signed = concatenate(fields);
        return envelope(
                fields,
                "signature",
                Base64.getEncoder().encodeToString(sign("SHA1withRSA", null, signed)));
    }

    private static JsonObjectBuilder fields(
            String ticket, URI daemon, Instant from, Duration lifetime) {
        byte[] salt = new byte[8];
        new SecureRandom().nextBytes(salt);
        JsonObject payload =
                Json.createObjectBuilder()
                        .add("nbf", from.getEpochSecond())
                        .add("iat", from.getEpochSecond())
                        .add("exp", from.plus(lifetime).getEpochSecond())
                        .add("imaged-uri", daemon.toString())
                        .add("transfer-ticket", ticket)
                        .add("transfer-id", "transfer-" + ticket.substring(0, 8))
                        .build();
        return Json.createObjectBuilder()
                .add("salt", Base64.getEncoder().encodeToString(salt))
                .add("validFrom", DATE.format(from))
                .add("validTo", DATE.format(from.plus(lifetime)))
                .add("data", payload.toString());
    }

    private static String concatenate(JsonObject fields) {
        StringBuilder signed = new StringBuilder();
        fields.keySet().forEach(key -> signed.append(fields.getString(key)));
        return signed.toString();
    }

    private String envelope(JsonObject fields, String signatureKey, String signature) {
        JsonObject envelope =
                Json.createObjectBuilder(fields)
                        .add("signedFields", String.join(",", fields.keySet()))
                        .add(signatureKey, signature)
                        .add("certificate", signer.certificatePem())
                        .build();
        return Base64.getEncoder()
                .encodeToString(envelope.toString().getBytes(StandardCharsets.UTF_8));
    }

    private byte[] sign(String algorithm, @Nullable PSSParameterSpec spec, String text) {
        try {
            Signature signature = Signature.getInstance(algorithm);
            if (spec != null) {
                signature.setParameter(spec);
            }
            signature.initSign(signer.key());
            signature.update(text.getBytes(StandardCharsets.UTF_8));
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Cannot sign", e);
        }
    }

    private static String url(String text) {
        return url(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String url(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
