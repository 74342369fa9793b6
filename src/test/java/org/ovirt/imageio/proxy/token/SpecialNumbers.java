// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.token;

import java.math.BigInteger;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import java.util.stream.Stream;

/** Numbers that are a power of themselves, or nearly, so that careless code takes them. */
final class SpecialNumbers {
    private SpecialNumbers() {}

    /** Returns 0, 1, n - 1, n, n + 1 and the largest number, as long as a signature of the key. */
    static List<byte[]> of(PublicKey key) {
        BigInteger n = ((RSAPublicKey) key).getModulus();
        int length = (n.bitLength() + 7) / 8;
        return Stream.of(
                        BigInteger.ZERO,
                        BigInteger.ONE,
                        n.subtract(BigInteger.ONE),
                        n,
                        n.add(BigInteger.ONE),
                        BigInteger.ONE.shiftLeft(8 * length).subtract(BigInteger.ONE))
                .map(number -> fixed(number, length))
                .toList();
    }

    private static byte[] fixed(BigInteger number, int length) {
        byte[] digits = number.toByteArray();
        byte[] fixed = new byte[length];
        int count = Math.min(length, digits.length);
        System.arraycopy(digits, digits.length - count, fixed, length - count, count);
        return fixed;
    }
}
