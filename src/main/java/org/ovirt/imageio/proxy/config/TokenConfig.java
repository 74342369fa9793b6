// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Which signed tokens are accepted. Without a key none is.
 *
 * @param jwtKeys file with the public keys of JWTs ({@code mp.jwt.verify.publickey.location})
 * @param jwtKeyText the keys themselves, in place of a file ({@code mp.jwt.verify.publickey})
 * @param jwtAlgorithms the only accepted ones ({@code mp.jwt.verify.publickey.algorithm}); each
 *     that the keys are good for if empty
 * @param issuer who must have issued a JWT ({@code mp.jwt.verify.issuer})
 * @param audiences whom a JWT must be meant for, one of these ({@code mp.jwt.verify.audiences})
 * @param group the group that a JWT must have
 * @param clockSkew by how much an issuer's clock may differ ({@code mp.jwt.verify.clock.skew})
 * @param maxAge how long after its issue a JWT is accepted ({@code mp.jwt.verify.token.age})
 * @param maxLifetime the longest lifetime that a token may have
 * @param engineCertificate file with the certificate that signs the Engine's signed tickets
 * @param signedTicketsV1 whether signed tickets with a SHA-1 signature alone are accepted
 */
public record TokenConfig(
        Optional<Path> jwtKeys,
        Optional<String> jwtKeyText,
        Set<String> jwtAlgorithms,
        Optional<String> issuer,
        Set<String> audiences,
        Optional<String> group,
        Duration clockSkew,
        Optional<Duration> maxAge,
        Duration maxLifetime,
        Optional<Path> engineCertificate,
        boolean signedTicketsV1) {
    private static final String KEYS = "mp.jwt.verify.publickey.location";
    private static final String KEY_TEXT = "mp.jwt.verify.publickey";
    private static final Set<String> ALGORITHMS = Set.of("RS256", "PS256", "ES256");
    private static final int A_YEAR = 365 * 86_400;

    /** Returns whether any token can be accepted. */
    public boolean isAnyAccepted() {
        return jwtKeys.isPresent() || jwtKeyText.isPresent() || engineCertificate.isPresent();
    }

    /** Returns how long any token can be shown, by a clock that differs as much as it may. */
    public Duration longestUse() {
        return maxLifetime.plus(clockSkew.multipliedBy(2));
    }

    static TokenConfig read(ConfigReader reader) {
        Set<String> algorithms = reader.list("mp.jwt.verify.publickey.algorithm", "");
        if (!ALGORITHMS.containsAll(algorithms)) {
            reader.mistake(
                    "mp.jwt.verify.publickey.algorithm",
                    "expected a list of RS256, PS256 and ES256");
        }
        Optional<String> text = reader.optionalText(KEY_TEXT);
        Optional<Path> file = reader.optionalFile(KEYS);
        if (text.isPresent() && file.isPresent()) {
            reader.mistake(KEYS, KEY_TEXT + " is set too; only one of them can count");
        }
        int age = reader.integer("mp.jwt.verify.token.age", 0, 0, A_YEAR);
        return new TokenConfig(
                file,
                text,
                algorithms,
                reader.optionalText("mp.jwt.verify.issuer"),
                reader.list("mp.jwt.verify.audiences", "ovirt-imageio-proxy"),
                reader.optionalText("imageio.token.group"),
                reader.seconds("mp.jwt.verify.clock.skew", 30, 0, 3600),
                age == 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(age)),
                reader.seconds("imageio.token.max-lifetime", 86_400, 1, A_YEAR),
                reader.optionalFile("imageio.token.engine-certificate"),
                reader.flag("imageio.token.signed-tickets-v1", false));
    }
}
