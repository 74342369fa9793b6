// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.token;

import java.security.GeneralSecurityException;
import java.util.List;

/** An ES256 signature of which both numbers begin with a zero byte, found by trying. */
final class ShortSignature {
    static final String TEXT = "eyJhbGciOiJFUzI1NiJ9.e30";
    static final String SIGNATURE =
            "AO4LPC71-VxIqrAra56i9-wClLCJyVKKZAyw9tBm3LAAwAy-hBRoFF5yQmyTvMtU90hakGPgea1aw-AJ6GEauw";

    private static final String KEY =
            """
            -----BEGIN PUBLIC KEY-----
            MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEHcqlRhIHNpYFgUonnPkxpUvqT/ti
            C/1Sk7oggMI3uwhCeQuGWSgM5s6VXWKBJR86BRB7qTaxSeQyyeItChUDfQ==
            -----END PUBLIC KEY-----
            """;

    private ShortSignature() {}

    static List<VerificationKey> keys() {
        try {
            return KeyParser.parse(KEY);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
