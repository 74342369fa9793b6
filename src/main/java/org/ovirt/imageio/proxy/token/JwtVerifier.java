// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.token;

import io.smallrye.jwt.auth.principal.DefaultJWTCallerPrincipal;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonString;
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
    private static final Set<String> TYPES = Set.of("jwt", "application/jwt");

    private static final List<String> REQUIRED =
            List.of("iat", "exp", KnownClaims.TICKET, KnownClaims.IMAGED_URI);

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
        JwtClaims claims = KnownClaims.parse(jws.verify(keys.get()));
        requireAll(claims);
        JsonWebToken token = new DefaultJWTCallerPrincipal(compact, "JWT", claims);
        requirePurpose(token);
        return grant(token, lifetime(token).end());
    }

    private static void requireAll(JwtClaims claims) throws TokenException {
        if (!REQUIRED.stream().allMatch(claims::hasClaim)) {
            throw wrong();
        }
    }

    private Lifetime lifetime(JsonWebToken token) throws TokenException {
        Instant now = clock.instant();
        Instant issued = Instant.ofEpochSecond(token.getIssuedAtTime());
        Instant expires = Instant.ofEpochSecond(token.getExpirationTime());
        // The library takes a token without it for one from 1970.
        Instant notBefore = Instant.ofEpochSecond(token.<Long>getClaim(Claims.nbf.name()));
        Lifetime sinceIssue = new Lifetime(issued, expires);
        Lifetime lifetime = sinceIssue.and(new Lifetime(notBefore, expires));
        lifetime.requireIncludes(now, rules.skew());
        sinceIssue.requireAtMost(rules.longest());
        if (rules.maxAge().isPresent()) {
            new Lifetime(issued, issued.plus(rules.maxAge().get()))
                    .requireIncludes(now, rules.skew());
        }
        return lifetime;
    }

    private void requirePurpose(JsonWebToken token) throws TokenException {
        if (rules.issuer().isPresent() && !rules.issuer().get().equals(token.getIssuer())) {
            throw new TokenException(TokenFault.ISSUER);
        }
        Set<String> audience = token.getAudience();
        if (audience == null || Collections.disjoint(audience, rules.audiences())) {
            throw new TokenException(TokenFault.AUDIENCE);
        }
        Set<String> groups = token.getGroups();
        if (rules.group().isPresent()
                && (groups == null || !groups.contains(rules.group().get()))) {
            throw new TokenException(TokenFault.AUDIENCE);
        }
    }

    private static Grant grant(JsonWebToken token, Instant expires) throws TokenException {
        TicketId ticket =
                TicketId.parse(token.getClaim(KnownClaims.TICKET)).orElseThrow(JwtVerifier::wrong);
        Optional<JsonNumber> size = token.claim(KnownClaims.SIZE);
        Optional<String> transfer = token.claim(KnownClaims.TRANSFER);
        return new Grant(
                ticket,
                ImagedUri.imageOf(ticket, token.getClaim(KnownClaims.IMAGED_URI), transfer),
                operations(token),
                size.map(bytes -> OptionalLong.of(bytes.longValueExact()))
                        .orElse(OptionalLong.empty()),
                transfer,
                token.claim(KnownClaims.FILENAME),
                expires);
    }

    private static Set<Operation> operations(JsonWebToken token) throws TokenException {
        Optional<JsonArray> words = token.claim(KnownClaims.OPERATIONS);
        if (words.isEmpty()) {
            return Set.of(Operation.READ, Operation.WRITE);
        }
        Set<Operation> operations = EnumSet.noneOf(Operation.class);
        for (JsonString word : words.get().getValuesAs(JsonString.class)) {
            operations.add(Operation.of(word.getString()).orElseThrow(JwtVerifier::wrong));
        }
        if (operations.isEmpty()) {
            throw wrong();
        }
        return operations;
    }

    private static TokenException wrong() {
        return new TokenException(TokenFault.CLAIMS);
    }
}
