// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.token;

import java.security.PublicKey;
import java.time.Instant;

/** Whose signature counts on the Engine's signed tickets. */
@FunctionalInterface
public interface EngineCertificate {
    /**
     * Returns the Engine's key.
     *
     * @param now when the certificate must be valid
     * @throws TokenException {@link TokenFault#SIGNATURE} if it is not, so that nothing it has
     *     signed counts
     */
    PublicKey key(Instant now) throws TokenException;
}
