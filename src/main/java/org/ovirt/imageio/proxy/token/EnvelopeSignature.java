// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.token;

import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;

/** The two signatures that the Engine has put into its tickets. */
enum EnvelopeSignature {
    /** Engines up to 4.4; SHA-1, so only where an administrator asks for it. */
    V1("signature") {
        @Override
        Signature forKey(PublicKey key) throws GeneralSecurityException {
            return Signature.getInstance("SHA1with" + key.getAlgorithm());
        }
    },
    /** Engines from 4.5 on: RSASSA-PSS with the longest salt that the key has room for. */
    V2("v2_signature") {
        @Override
        Signature forKey(PublicKey key) throws GeneralSecurityException {
            if (!(key instanceof RSAPublicKey rsa)) {
                throw new SignatureException("the Engine's key is not an RSA key");
            }
            int encodedBytes = (rsa.getModulus().bitLength() - 1 + 7) / 8;
            Signature signature = Signature.getInstance("RSASSA-PSS");
            signature.setParameter(
                    new PSSParameterSpec(
                            "SHA-256",
                            "MGF1",
                            MGF1ParameterSpec.SHA256,
                            encodedBytes - HASH_BYTES - 2,
                            PSSParameterSpec.TRAILER_FIELD_BC));
            return signature;
        }
    };

    private static final int HASH_BYTES = 32;

    private final String field;

    EnvelopeSignature(String field) {
        this.field = field;
    }

    /** Returns the envelope's key for it. */
    String field() {
        return field;
    }

    abstract Signature forKey(PublicKey key) throws GeneralSecurityException;

    /**
     * Checks that a key has signed a text.
     *
     * @throws TokenException {@link TokenFault#SIGNATURE}
     */
    void require(PublicKey key, String signed, byte[] signature) throws TokenException {
        try {
            Signature verifier = forKey(key);
            verifier.initVerify(key);
            verifier.update(StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(signed)));
            if (verifier.verify(signature)) {
                return;
            }
        } catch (GeneralSecurityException | CharacterCodingException e) {
            // A signature of a wrong length is one way of being wrong. Half a surrogate pair is
            // another: written as a question mark, it would be what the Engine may have signed.
            throw new TokenException(TokenFault.SIGNATURE, e);
        }
        throw new TokenException(TokenFault.SIGNATURE);
    }
}
