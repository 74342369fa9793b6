// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.token;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Optional;

/** Keys that exist for one test run. */
final class KeyPairs {
    static final KeyPair RSA = rsa(2048);
    static final KeyPair P256 = curve("secp256r1");

    private KeyPairs() {}

    static KeyPair rsa(int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static KeyPair curve(String name) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(name));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The pair whose key is good for an algorithm. */
    static KeyPair goodFor(JwtAlgorithm algorithm) {
        return algorithm == JwtAlgorithm.ES256 ? P256 : RSA;
    }

    static SigningKey signing(KeyPair pair) throws GeneralSecurityException {
        return SigningKey.of(pair.getPrivate(), Optional.empty());
    }
}
