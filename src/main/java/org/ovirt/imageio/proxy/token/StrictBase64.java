// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.token;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Base64 with one spelling for each sequence of bytes (RFC 4648, section 3.5): no line breaks, no
 * junk, padding exactly where it belongs, no stray bits at the end.
 */
final class StrictBase64 {
    private StrictBase64() {}

    /** Decodes the standard alphabet with padding. */
    static byte[] decode(String text) throws TokenException {
        return decode(text, Base64.getDecoder(), Base64.getEncoder());
    }

    /** Decodes the alphabet for URLs without padding, as in a JWT (RFC 7515, section 2). */
    static byte[] decodeUrl(String text) throws TokenException {
        return decode(text, Base64.getUrlDecoder(), Base64.getUrlEncoder().withoutPadding());
    }

    private static byte[] decode(String text, Base64.Decoder decoder, Base64.Encoder encoder)
            throws TokenException {
        try {
            byte[] bytes = decoder.decode(text);
            if (encoder.encodeToString(bytes).equals(text)) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            // Reported below, as what decodes in another spelling.
        }
        throw new TokenException(TokenFault.MALFORMED);
    }

    /** Decodes UTF-8 without tolerance. */
    static String text(byte[] utf8) throws TokenException {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
        } catch (CharacterCodingException e) {
            throw new TokenException(TokenFault.MALFORMED, e);
        }
    }
}
