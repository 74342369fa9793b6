// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.token;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * What a JWT must claim.
 *
 * @param issuer who must have issued it ({@code mp.jwt.verify.issuer}); anybody with the key if
 *     empty
 * @param audiences whom it must be meant for, one of these ({@code mp.jwt.verify.audiences})
 * @param group the group it must be in, if there is one
 * @param skew by how much the issuer's clock may differ ({@code mp.jwt.verify.clock.skew})
 * @param maxAge how long after its issue it is accepted ({@code mp.jwt.verify.token.age})
 * @param longest the longest lifetime that is accepted
 */
record JwtRules(
        Optional<String> issuer,
        Set<String> audiences,
        Optional<String> group,
        Duration skew,
        Optional<Duration> maxAge,
        Duration longest) {}
