// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.daemon;

import java.math.BigInteger;

/** Reads decimal digits of any length; what is too large for a long counts as the largest long. */
final class Digits {

    private static final BigInteger LARGEST = BigInteger.valueOf(Long.MAX_VALUE);

    private Digits() {}

    static long toLong(String digits) {
        return new BigInteger(digits).min(LARGEST).longValueExact();
    }
}
