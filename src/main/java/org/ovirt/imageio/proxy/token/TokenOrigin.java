// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.token;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Who makes a JWT, for whom and when; what it allows is a {@link Grant}.
 *
 * @param issuer {@code iss}
 * @param audiences {@code aud}, left out if empty
 * @param subject {@code sub}
 * @param tokenId {@code jti}, another one for each token
 * @param groups {@code groups}, left out if empty
 * @param notBefore {@code nbf}, in whole seconds
 * @param issued {@code iat}, in whole seconds
 */
public record TokenOrigin(
        Optional<String> issuer,
        List<String> audiences,
        Optional<String> subject,
        Optional<String> tokenId,
        List<String> groups,
        Instant notBefore,
        Instant issued) {
    /** Copies the lists. */
    public TokenOrigin {
        audiences = List.copyOf(audiences);
        groups = List.copyOf(groups);
    }
}
