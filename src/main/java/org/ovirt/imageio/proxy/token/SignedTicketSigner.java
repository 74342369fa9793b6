// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.token;

import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ovirt.imageio.proxy.ticket.Operation;

/** Makes signed tickets as the Engine does, which a {@link SignedTicketVerifier} accepts. */
public final class SignedTicketSigner {
    private static final int SALT_BYTES = 8;

    /** As the Engine writes it. */
    private static final Base64.Encoder CERTIFICATE_LINES =
            Base64.getMimeEncoder(76, "\r\n".getBytes(StandardCharsets.US_ASCII));

    private final EnvelopeSignature kind;
    private final SigningKey key;
    private final X509Certificate certificate;
    private final SecureRandom random;

    private SignedTicketSigner(
            EnvelopeSignature kind,
            SigningKey key,
            X509Certificate certificate,
            SecureRandom random) {
        if (!(key.privateKey() instanceof RSAPrivateKey own
                && certificate.getPublicKey() instanceof RSAPublicKey certified)) {
            throw new IllegalArgumentException("signed tickets need an RSA key");
        }
        if (!own.getModulus().equals(certified.getModulus())) {
            throw new IllegalArgumentException("the certificate is of another key");
        }
        this.kind = kind;
        this.key = key;
        this.certificate = certificate;
        this.random = random;
    }

    /**
     * Creates a signer of tickets as Engines up to 4.4 made them, with SHA-1.
     *
     * @throws IllegalArgumentException if it is no RSA key or the certificate is of another
     */
    public static SignedTicketSigner v1(
            SigningKey key, X509Certificate certificate, SecureRandom random) {
        return new SignedTicketSigner(EnvelopeSignature.V1, key, certificate, random);
    }

    /**
     * Creates a signer of tickets as Engines from 4.5 on make them, with RSASSA-PSS.
     *
     * @throws IllegalArgumentException if it is no RSA key or the certificate is of another
     */
    public static SignedTicketSigner v2(
            SigningKey key, X509Certificate certificate, SecureRandom random) {
        return new SignedTicketSigner(EnvelopeSignature.V2, key, certificate, random);
    }

    /**
     * Makes a ticket. Times are cut to whole seconds.
     *
     * @param grant what it allows
     * @param issued from when on
     * @return the base64 of its envelope
     * @throws IllegalArgumentException if no ticket can say that: it has no place for less than
     *     both operations, a size or a file name, the daemon's address is not of the form of {@code
     *     imaged-uri}, or the ticket would be longer than any that is accepted
     */
    public String sign(Grant grant, Instant issued) {
        Map<String, String> signed = signedFields(grant, issued);
        JsonObjectBuilder envelope = Json.createObjectBuilder();
        signed.forEach(envelope::add);
        envelope.add("signedFields", String.join(",", signed.keySet()));
        envelope.add(kind.field(), signature(String.join("", signed.values())));
        envelope.add("certificate", pem());
        String ticket = base64(envelope.build().toString().getBytes(StandardCharsets.UTF_8));
        if (ticket.length() > SignedTicketVerifier.MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "a ticket of %d characters is longer than the proxy takes, %d"
                            .formatted(ticket.length(), SignedTicketVerifier.MAX_LENGTH));
        }
        return ticket;
    }

    private Map<String, String> signedFields(Grant grant, Instant issued) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("salt", base64(salt));
        if (kind == EnvelopeSignature.V1) {
            fields.put("digest", "sha1");
        }
        fields.put("validFrom", date(issued));
        fields.put("validTo", date(grant.expires()));
        fields.put("data", payload(grant, issued));
        return fields;
    }

    private static String payload(Grant grant, Instant issued) {
        if (!grant.operations().equals(EnumSet.allOf(Operation.class))
                || grant.size().isPresent()
                || grant.filename().isPresent()) {
            throw new IllegalArgumentException(
                    "a signed ticket has no place for operations, a size or a file name");
        }
        JsonObjectBuilder payload =
                Json.createObjectBuilder()
                        .add("nbf", issued.getEpochSecond())
                        .add("iat", issued.getEpochSecond())
                        .add("exp", grant.expires().getEpochSecond())
                        .add("imaged-uri", ImagedUri.of(grant))
                        .add("transfer-ticket", grant.ticketId().value());
        grant.transferId().ifPresent(id -> payload.add("transfer-id", id));
        return payload.build().toString();
    }

    private String signature(String text) {
        try {
            Signature signature = kind.forKey(certificate.getPublicKey());
            signature.initSign(key.privateKey(), random);
            signature.update(text.getBytes(StandardCharsets.UTF_8));
            return base64(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JDK cannot sign a ticket of " + kind, e);
        }
    }

    private String pem() {
        try {
            return "-----BEGIN CERTIFICATE-----\n"
                    + CERTIFICATE_LINES.encodeToString(certificate.getEncoded())
                    + "\r\n-----END CERTIFICATE-----\n";
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("A certificate that was decoded has no encoding", e);
        }
    }

    private static String date(Instant instant) {
        return SignedTicketVerifier.DATE_FORMAT.format(instant.atOffset(ZoneOffset.UTC));
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
