// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.token;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;

/** The one elliptic curve that is accepted (RFC 7518, section 3.4). */
final class P256 {
    private P256() {}

    /**
     * Checks that a key is a point of the curve: every number of the curve must be the same, since
     * with another generator anybody can make a private key for somebody else's public one.
     *
     * @throws IllegalArgumentException if it is not
     */
    static void require(ECPublicKey key) {
        ECParameterSpec curve = parameters();
        if (!isSame(curve, key.getParams())) {
            throw new IllegalArgumentException(
                    "an EC key is of the curve P-256, this one is of another of %d bits"
                            .formatted(key.getParams().getCurve().getField().getFieldSize()));
        }
        if (!isOn(curve, key.getW())) {
            throw new IllegalArgumentException("the EC key is no point of its curve");
        }
    }

    private static ECParameterSpec parameters() {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec("secp256r1"));
            return parameters.getParameterSpec(ECParameterSpec.class);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("this Java has no curve P-256", e);
        }
    }

    private static boolean isSame(ECParameterSpec one, ECParameterSpec other) {
        // Not the curves' own equality, which also compares the seed that they were made from.
        return one.getCurve().getField().equals(other.getCurve().getField())
                && one.getCurve().getA().equals(other.getCurve().getA())
                && one.getCurve().getB().equals(other.getCurve().getB())
                && one.getGenerator().equals(other.getGenerator())
                && one.getOrder().equals(other.getOrder())
                && one.getCofactor() == other.getCofactor();
    }

    private static boolean isOn(ECParameterSpec curve, ECPoint point) {
        if (point.equals(ECPoint.POINT_INFINITY)) {
            return false;
        }
        BigInteger p = ((ECFieldFp) curve.getCurve().getField()).getP();
        BigInteger x = point.getAffineX();
        BigInteger y = point.getAffineY();
        BigInteger right =
                x.pow(3).add(curve.getCurve().getA().multiply(x)).add(curve.getCurve().getB());
        return isWithin(x, p) && isWithin(y, p) && y.pow(2).mod(p).equals(right.mod(p));
    }

    private static boolean isWithin(BigInteger coordinate, BigInteger p) {
        return coordinate.signum() >= 0 && coordinate.compareTo(p) < 0;
    }
}
