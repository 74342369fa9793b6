// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.token;

import io.smallrye.jwt.auth.principal.DefaultJWTCallerPrincipal;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import org.eclipse.microprofile.jwt.Claims;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.ovirt.imageio.proxy.ticket.Operation;
import org.ovirt.imageio.proxy.ticket.TicketId;

/**
 * Verifies MicroProfile JWTs: their signature, their purpose and their time (RFC 8725).
 *
 * <p>Besides the registered claims, a token has those of the Engine's signed tickets, {@code
 * imaged-uri}, {@code transfer-ticket} and {@code transfer-id}, and may have {@code ops} (a list of
 * {@code read} and {@code write}; both if it is missing), {@code size} (bytes) and {@code
 * filename}.
 */
public final class JwtVerifier {
    private static final String OPERATIONS = "ops";
    private static final String SIZE = "size";

    /** In the year 33658; far from the end of a clock. */
    private static final long LAST_SECOND = 1_000_000_000_000L;

    private static final Set<String> TYPES = Set.of("jwt", "application/jwt");

    private final Supplier<List<VerificationKey>> keys;
    private final JwtRules rules;
    private final Clock clock;

    /**
     * Creates a verifier.
     *
     * @param keys those whose signature counts at the moment
     * @param rules what a token must claim
     * @param clock what the time is
     */
    JwtVerifier(Supplier<List<VerificationKey>> keys, JwtRules rules, Clock clock) {
        this.keys = keys;
        this.rules = rules;
        this.clock = clock;
    }

    /**
     * Verifies a token.
     *
     * @return what it allows
     * @throws TokenException if it is not accepted
     */
    public Grant verify(String compact) throws TokenException {
        Jws jws = Jws.parse(compact);
        if (!jws.type().map(TYPES::contains).orElse(true)) {
            throw new TokenException(TokenFault.AUDIENCE);
        }
        String payload = jws.verify(keys.get());
        try {
            JwtClaims claims = JwtClaims.parse(payload);
            JsonWebToken token = new DefaultJWTCallerPrincipal(compact, "JWT", claims);
            requirePurpose(token, claims);
            return grant(token, lifetime(token).end());
        } catch (InvalidJwtException | MalformedClaimException | RuntimeException e) {
            // The library has many ways to say that a claim is not of the type it should be.
            throw new TokenException(TokenFault.CLAIMS, e);
        }
    }

    private Lifetime lifetime(JsonWebToken token) throws TokenException {
        Instant expires = time(token, Claims.exp);
        Instant issued = time(token, Claims.iat);
        Instant notBefore =
                token.containsClaim(Claims.nbf.name()) ? time(token, Claims.nbf) : issued;
        Instant now = clock.instant();
        Lifetime lifetime = new Lifetime(later(issued, notBefore), expires);
        lifetime.requireIncludes(now, rules.skew());
        new Lifetime(issued, expires).requireAtMost(rules.longest());
        if (rules.maxAge().isPresent()) {
            new Lifetime(issued, issued.plus(rules.maxAge().get()))
                    .requireIncludes(now, rules.skew());
        }
        return lifetime;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private void requirePurpose(JsonWebToken token, JwtClaims claims)
            throws TokenException, MalformedClaimException {
        if (rules.issuer().isPresent() && !rules.issuer().get().equals(token.getIssuer())) {
            throw new TokenException(TokenFault.ISSUER);
        }
        Set<String> audience = token.getAudience();
        if (audience == null || Collections.disjoint(audience, rules.audiences())) {
            throw new TokenException(TokenFault.AUDIENCE);
        }
        if (rules.group().isPresent() && !groups(claims).contains(rules.group().get())) {
            throw new TokenException(TokenFault.AUDIENCE);
        }
    }

    /** Read here, since the principal logs groups of a wrong type, and with them a part of it. */
    private static List<String> groups(JwtClaims claims) throws MalformedClaimException {
        return claims.hasClaim(Claims.groups.name())
                ? claims.getStringListClaimValue(Claims.groups.name())
                : List.of();
    }

    private static Grant grant(JsonWebToken token, Instant expires) throws TokenException {
        TicketId ticket =
                TicketId.parse(text(token, "transfer-ticket").orElse(""))
                        .orElseThrow(JwtVerifier::wrong);
        String uri = text(token, "imaged-uri").orElseThrow(JwtVerifier::wrong);
        Optional<String> transfer = text(token, "transfer-id");
        return new Grant(
                ticket,
                ImagedUri.imageOf(ticket, uri, transfer),
                operations(token),
                token.containsClaim(SIZE)
                        ? OptionalLong.of(number(token, SIZE, Long.MAX_VALUE))
                        : OptionalLong.empty(),
                transfer,
                text(token, "filename"),
                expires);
    }

    private static Set<Operation> operations(JsonWebToken token) throws TokenException {
        if (!token.containsClaim(OPERATIONS)) {
            return Set.of(Operation.READ, Operation.WRITE);
        }
        if (!(token.claim(OPERATIONS).orElse("") instanceof JsonArray words) || words.isEmpty()) {
            throw wrong();
        }
        Set<Operation> operations = EnumSet.noneOf(Operation.class);
        for (JsonValue word : words) {
            String name = word instanceof JsonString text ? text.getString() : "";
            operations.add(Operation.of(name).orElseThrow(JwtVerifier::wrong));
        }
        return operations;
    }

    private static Instant time(JsonWebToken token, Claims claim) throws TokenException {
        return Instant.ofEpochSecond(number(token, claim.name(), LAST_SECOND));
    }

    private static long number(JsonWebToken token, String name, long most) throws TokenException {
        Object value = token.claim(name).orElse("");
        // A fraction is another type, and so is what is too large for a long.
        if (value instanceof JsonNumber json && json.isIntegral()) {
            value = json.bigIntegerValue().bitLength() < Long.SIZE ? json.longValue() : "";
        }
        if (value instanceof Long number && number >= 0 && number <= most) {
            return number;
        }
        throw wrong();
    }

    private static Optional<String> text(JsonWebToken token, String name) throws TokenException {
        Object value = token.claim(name).orElse(null);
        if (value == null || value instanceof String) {
            return Optional.ofNullable((String) value);
        }
        if (value instanceof JsonString json) {
            return Optional.of(json.getString());
        }
        throw wrong();
    }

    private static TokenException wrong() {
        return new TokenException(TokenFault.CLAIMS);
    }
}
