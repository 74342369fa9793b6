// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.token;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;

/** The algorithms of JWTs that are offered, done by the JDK alone. */
enum Signer {
    RS256 {
        @Override
        Signature signature() throws GeneralSecurityException {
            return Signature.getInstance("SHA256withRSA");
        }
    },
    PS256 {
        @Override
        Signature signature() throws GeneralSecurityException {
            Signature signature = Signature.getInstance("RSASSA-PSS");
            signature.setParameter(
                    new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
            return signature;
        }
    },
    ES256 {
        @Override
        Signature signature() throws GeneralSecurityException {
            return Signature.getInstance("SHA256withECDSAinP1363Format");
        }
    };

    abstract Signature signature() throws GeneralSecurityException;

    /** Returns the key that the tests' verifiers know. */
    KeyPair keys() {
        return this == ES256 ? TestKeys.EC : TestKeys.RSA;
    }

    byte[] sign(PrivateKey key, byte[] text) {
        try {
            Signature signature = signature();
            signature.initSign(key);
            signature.update(text);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
