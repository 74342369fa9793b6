// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.token;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.ovirt.imageio.proxy.config.TokenConfig;

/**
 * Verifies tokens of each accepted kind. Safe for use by several threads; it may read key files.
 */
public final class TokenVerifier {
    private final Optional<JwtVerifier> jwts;
    private final Optional<SignedTicketVerifier> signedTickets;

    TokenVerifier(Optional<JwtVerifier> jwts, Optional<SignedTicketVerifier> signedTickets) {
        this.jwts = jwts;
        this.signedTickets = signedTickets;
    }

    /**
     * Creates a verifier of the kinds that are configured.
     *
     * @param config which tokens are accepted
     * @param engineCa file with the CA that the Engine's certificate must lead to
     * @param clock what the time is
     * @throws IOException if a file cannot be read; the message says which
     * @throws GeneralSecurityException if a file's keys cannot be used; the message says which
     */
    public static TokenVerifier create(TokenConfig config, Path engineCa, Clock clock)
            throws IOException, GeneralSecurityException {
        Optional<Supplier<List<VerificationKey>>> keys = KeySource.of(config);
        JwtRules rules =
                new JwtRules(
                        config.issuer(),
                        config.audiences(),
                        config.group(),
                        config.clockSkew(),
                        config.maxAge(),
                        config.maxLifetime());
        Optional<SignedTicketVerifier> signedTickets = Optional.empty();
        if (config.engineCertificate().isPresent()) {
            signedTickets =
                    Optional.of(
                            new SignedTicketVerifier(
                                    new EngineCertificateFile(
                                            config.engineCertificate().get(), engineCa),
                                    config.signedTicketsV1(),
                                    config.clockSkew(),
                                    config.maxLifetime(),
                                    clock));
        }
        return new TokenVerifier(keys.map(k -> new JwtVerifier(k, rules, clock)), signedTickets);
    }

    /** Returns whether any token can be accepted. */
    public boolean acceptsAny() {
        return jwts.isPresent() || signedTickets.isPresent();
    }

    /**
     * Verifies the value of an {@code Authorization} header field: {@code Bearer} and a JWT (RFC
     * 6750, section 2.1), or a signed ticket without a scheme, as clients of proxy 1.x send it.
     *
     * @throws TokenException if it is not accepted
     */
    public Grant verify(String authorization) throws TokenException {
        TokenForm form = TokenForm.of(authorization);
        String token = form.token(authorization);
        return switch (form) {
            case JWT -> require(jwts).verify(token);
            case SIGNED_TICKET -> require(signedTickets).verify(token);
        };
    }

    /**
     * Verifies a signed ticket.
     *
     * @throws TokenException if it is not accepted
     */
    public Grant verifySignedTicket(String signedTicket) throws TokenException {
        return require(signedTickets).verify(signedTicket);
    }

    private static <T> T require(Optional<T> verifier) throws TokenException {
        return verifier.orElseThrow(() -> new TokenException(TokenFault.DISABLED));
    }
}
