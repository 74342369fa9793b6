// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.token;

import java.math.BigInteger;
import java.util.stream.IntStream;

/**
 * Primes of a known form. A chip of many identity cards and TPMs made its RSA keys of primes that
 * are a power of 65537, modulo the product of the first small primes, plus a multiple of that
 * product; so is the modulus, and both primes can be computed from it (CVE-2017-15361).
 */
final class GuessablePrimes {
    private static final int GENERATOR = 65537;

    /** The last prime of the product for the shortest keys; longer keys have more. */
    private static final int LAST = 167;

    private GuessablePrimes() {}

    /** Returns whether a modulus is made of them; one in 2^27 others looks like it. */
    static boolean made(BigInteger modulus) {
        return IntStream.rangeClosed(3, LAST)
                .filter(number -> BigInteger.valueOf(number).isProbablePrime(20))
                .allMatch(
                        prime -> isPower(modulus.mod(BigInteger.valueOf(prime)).intValue(), prime));
    }

    private static boolean isPower(int residue, int prime) {
        return IntStream.iterate(1, power -> power * (GENERATOR % prime) % prime)
                .limit(prime)
                .anyMatch(power -> power == residue);
    }
}
