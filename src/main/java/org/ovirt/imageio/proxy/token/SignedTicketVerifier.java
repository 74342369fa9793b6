// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.token;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import org.ovirt.imageio.proxy.ticket.Operation;
import org.ovirt.imageio.proxy.ticket.TicketId;

/**
 * Verifies the Engine's signed tickets: a flat JSON object in base64, of which the Engine has
 * signed some fields.
 *
 * <p>The rule is the strict one of the protocol: the signer is the configured Engine certificate
 * and never the one that the envelope carries; the signed fields are exactly those that matter;
 * where there is a version 2 signature it must verify, and version 1, SHA-1, is accepted only where
 * an administrator has asked for it and never as a fallback.
 */
public final class SignedTicketVerifier {
    /** More than any ticket of an Engine has. */
    static final int MAX_LENGTH = 16 * 1024;

    private static final String DIGEST = "digest";
    private static final Set<String> SIGNED = Set.of("salt", "validFrom", "validTo", "data");
    private static final Set<String> SIGNED_V1 =
            Set.of("salt", "validFrom", "validTo", "data", DIGEST);
    private static final Set<String> ENVELOPE =
            Set.of(
                    "salt",
                    "validFrom",
                    "validTo",
                    "data",
                    DIGEST,
                    "signedFields",
                    "signature",
                    "v2_signature",
                    "certificate");
    private static final Set<String> PAYLOAD =
            Set.of("nbf", "iat", "exp", "imaged-uri", "transfer-ticket", "transfer-id");

    private static final int SALT_BYTES = 8;
    private static final Pattern DATE = Pattern.compile("\\d{14}");
    static final DateTimeFormatter DATE_FORMAT =
            DateTimeFormatter.ofPattern("uuuuMMddHHmmss", Locale.ROOT)
                    .withResolverStyle(ResolverStyle.STRICT);

    private final EngineCertificate certificate;
    private final boolean acceptV1;
    private final Duration skew;
    private final Duration longest;
    private final Clock clock;

    /**
     * Creates a verifier.
     *
     * @param certificate whose signature counts
     * @param acceptV1 whether tickets with a SHA-1 signature alone are accepted
     * @param skew by how much the Engine's clock may differ
     * @param longest the longest lifetime that is accepted
     * @param clock what the time is
     */
    public SignedTicketVerifier(
            EngineCertificate certificate,
            boolean acceptV1,
            Duration skew,
            Duration longest,
            Clock clock) {
        this.certificate = certificate;
        this.acceptV1 = acceptV1;
        this.skew = skew;
        this.longest = longest;
        this.clock = clock;
    }

    /**
     * Verifies a ticket.
     *
     * @param text the base64 of the envelope
     * @return what the ticket allows: reading and writing, since the Engine's tickets do not say
     * @throws TokenException if it is not accepted
     */
    public Grant verify(String text) throws TokenException {
        if (text.length() > MAX_LENGTH) {
            throw new TokenException(TokenFault.MALFORMED);
        }
        FlatJson envelope = FlatJson.parse(StrictBase64.text(StrictBase64.decode(text)), ENVELOPE);
        Instant now = clock.instant();
        Lifetime outer = outerLifetime(envelope);
        requireSignature(envelope, now);
        FlatJson payload = FlatJson.parse(envelope.text("data"), PAYLOAD);
        Lifetime lifetime = outer.and(innerLifetime(payload));
        lifetime.requireIncludes(now, skew);
        // Its length and not what is left of it: a ticket that was too long when the Engine removed
        // it would otherwise be accepted years later, when the removal has been forgotten.
        lifetime.requireAtMost(longest);
        return grant(payload, lifetime.end());
    }

    private static Lifetime innerLifetime(FlatJson payload) throws TokenException {
        Instant expires = time(payload, "exp");
        Lifetime lifetime = new Lifetime(time(payload, "nbf"), expires);
        return payload.has("iat")
                ? lifetime.and(new Lifetime(time(payload, "iat"), expires))
                : lifetime;
    }

    private static Instant time(FlatJson payload, String key) throws TokenException {
        return Instant.ofEpochSecond(payload.number(key));
    }

    private static Lifetime outerLifetime(FlatJson envelope) throws TokenException {
        if (!envelope.hasOnlyTexts()
                || StrictBase64.decode(envelope.text("salt")).length != SALT_BYTES) {
            throw new TokenException(TokenFault.MALFORMED);
        }
        return new Lifetime(date(envelope.text("validFrom")), date(envelope.text("validTo")));
    }

    private static Instant date(String text) throws TokenException {
        if (!DATE.matcher(text).matches()) {
            throw new TokenException(TokenFault.MALFORMED);
        }
        try {
            return LocalDateTime.parse(text, DATE_FORMAT).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw new TokenException(TokenFault.MALFORMED, e);
        }
    }

    private void requireSignature(FlatJson envelope, Instant now) throws TokenException {
        List<String> fields = Arrays.asList(envelope.text("signedFields").split(",", -1));
        Set<String> expected = envelope.has(DIGEST) ? SIGNED_V1 : SIGNED;
        if (fields.size() != expected.size() || !new HashSet<>(fields).equals(expected)) {
            throw new TokenException(TokenFault.MALFORMED);
        }
        EnvelopeSignature kind = kind(envelope);
        StringBuilder signed = new StringBuilder();
        for (String field : fields) {
            signed.append(envelope.text(field));
        }
        byte[] signature = StrictBase64.decode(envelope.text(kind.field()));
        kind.require(certificate.key(now), signed.toString(), signature);
    }

    private EnvelopeSignature kind(FlatJson envelope) throws TokenException {
        if (envelope.has(DIGEST) && !envelope.text(DIGEST).equals("sha1")) {
            throw new TokenException(TokenFault.ALGORITHM);
        }
        if (envelope.has(EnvelopeSignature.V2.field())) {
            return EnvelopeSignature.V2;
        }
        if (!acceptV1 || !envelope.has(DIGEST)) {
            throw new TokenException(acceptV1 ? TokenFault.MALFORMED : TokenFault.DISABLED);
        }
        return EnvelopeSignature.V1;
    }

    private static Grant grant(FlatJson payload, Instant expires) throws TokenException {
        TicketId ticket =
                TicketId.parse(payload.text("transfer-ticket"))
                        .orElseThrow(() -> new TokenException(TokenFault.CLAIMS));
        Optional<String> transfer = payload.optionalText("transfer-id");
        return new Grant(
                ticket,
                ImagedUri.imageOf(ticket, payload.text("imaged-uri"), transfer),
                Set.of(Operation.READ, Operation.WRITE),
                OptionalLong.empty(),
                transfer,
                Optional.empty(),
                expires);
    }
}
