// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ovirt.imageio.testing.pki.KeyType;
import org.ovirt.imageio.testing.pki.LeafSpec;
import org.ovirt.imageio.testing.pki.TestPki;

class KeyParserTest {
    private static final PublicKey RSA = TestKeys.RSA.getPublic();
    private static final PublicKey EC = TestKeys.EC.getPublic();

    private static void assertRefused(String text, String message) {
        assertThatExceptionOfType(GeneralSecurityException.class)
                .isThrownBy(() -> KeyParser.parse(text))
                .withMessageContaining(message);
    }

    private static BigInteger modulus() {
        return ((RSAPublicKey) RSA).getModulus();
    }

    // Forms.

    @Test
    void aFileMayHaveSeveralKeys() throws GeneralSecurityException {
        String certificate =
                TestPki.selfSigned(LeafSpec.localhost().withKeyType(KeyType.RSA_2048))
                        .certificatePem();
        List<VerificationKey> keys =
                KeyParser.parse("Old:\n" + TestKeys.pem(RSA) + certificate + TestKeys.pem(EC));
        assertThat(keys).hasSize(3);
        assertThat(keys.get(0).key()).isEqualTo(RSA);
        assertThat(keys.get(0).algorithms()).containsExactlyInAnyOrder("RS256", "PS256");
        assertThat(keys.get(1).algorithms()).containsExactlyInAnyOrder("RS256", "PS256");
        assertThat(keys.get(2)).isEqualTo(VerificationKey.of(Optional.empty(), EC));
        assertThat(keys.get(2).algorithms()).containsExactly("ES256");
    }

    @Test
    void aFileMayBeAJwkOrASetOfThem() throws GeneralSecurityException {
        assertThat(KeyParser.parse(TestKeys.jwk("a", RSA)))
                .containsExactly(VerificationKey.of(Optional.of("a"), RSA));
        assertThat(
                        KeyParser.parse(
                                "\n"
                                        + TestKeys.jwks(
                                                TestKeys.jwk("a", RSA), TestKeys.jwk("b", EC))))
                .containsExactly(
                        VerificationKey.of(Optional.of("a"), RSA),
                        VerificationKey.of(Optional.of("b"), EC));
    }

    @Test
    void aJwkMaySayItsAlgorithm() throws GeneralSecurityException {
        String jwk = TestKeys.jwk("a", RSA).replaceFirst("\\{", "{\"alg\":\"PS256\",");
        assertThat(KeyParser.parse(jwk).get(0).algorithms()).containsExactly("PS256");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "ssh-rsa AAAA", "{\"keys\":[]}"})
    void aFileWithoutAKeyIsRefused(String text) {
        assertRefused(text, "expected 1 to 16 public keys, found 0");
    }

    @Test
    void aFileHasNotTooManyKeys() throws GeneralSecurityException {
        assertThat(KeyParser.parse(TestKeys.pem(EC).repeat(16))).hasSize(16);
        assertRefused(TestKeys.pem(EC).repeat(17), "expected 1 to 16 public keys, found 17");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{}",
                "{\"kty\":1}",
                "{\"kty\":\"XYZ\"}",
                "{\"kty\":\"RSA\"}",
                "{\"kty\":\"RSA\",\"n\":1,\"e\":2}",
                "{\"kty\":\"RSA\",\"n\":\"\",\"e\":\"\"}",
                "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"\",\"y\":\"\"}",
                "{\"keys\":1}",
                "{\"keys\":[1]}",
                "{\"keys\":[null]}",
                "{\"keys\":{}}",
                "{\"keys\":[{}]}",
                "{\"keys\":null}"
            })
    void brokenJsonIsRefusedAsAnUnusableKey(String text) {
        assertThatExceptionOfType(GeneralSecurityException.class)
                .isThrownBy(() -> KeyParser.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"kid", "use", "alg", "key_ops", "n", "e", "x5c", "x5t", "kty"})
    void aFieldOfAnotherTypeIsRefusedOrIgnored(String field) throws GeneralSecurityException {
        for (String json : List.of("1", "null", "[1]", "{}", "true")) {
            String jwk =
                    TestKeys.jwk("a", RSA)
                            .replaceAll("\"" + field + "\":\"[^\"]*\",?", "")
                            .replace(",}", "}")
                            .replaceFirst("\\{", "{\"" + field + "\":" + json + ",");
            try {
                assertThat(KeyParser.parse(jwk)).hasSize(1);
            } catch (GeneralSecurityException e) {
                assertThat(field).isNotNull();
            }
        }
    }

    @Test
    void oneBadKeyOfASetIsNotPassedOver() {
        String bad = TestKeys.jwk("b", EC).replace("\"P-256\"", "\"P-999\"");
        assertRefused(TestKeys.jwks(TestKeys.jwk("a", RSA), bad), "P-999");
    }

    @Test
    void twoKeysOfOneIdAreRefused() {
        assertRefused(
                TestKeys.jwks(TestKeys.jwk("a", RSA), TestKeys.jwk("a", EC)),
                "two keys have the same kid");
    }

    @Test
    void aFileThatIsOnlyHalfWrittenIsRefused() {
        String text = TestKeys.pem(RSA) + TestKeys.pem(EC);
        assertRefused(text.substring(0, text.length() - 30), "has no end");
    }

    @Test
    void aPrivateKeyIsRefused() {
        String message = "neither a PUBLIC KEY nor a CERTIFICATE";
        String key = TestKeys.pem("PRIVATE KEY", TestKeys.RSA.getPrivate().getEncoded());
        assertRefused(key, message);
        assertRefused(TestKeys.pem(RSA) + key, message);
        assertRefused(
                "{\"kty\":\"EC\",\"crv\":\"P-256\",\"d\":\"AQ\","
                        + "\"x\":\"axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY\","
                        + "\"y\":\"T-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU\"}",
                "a private key is not for the proxy to have");
    }

    @Test
    void aSecretIsRefused() {
        assertRefused(
                "{\"kty\":\"oct\",\"k\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}",
                "a symmetric key is no public key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"use\":\"enc\"", "\"key_ops\":[\"encrypt\"]", "\"key_ops\":[]"})
    void aKeyForSomethingElseIsRefused(String field) {
        assertRefused(TestKeys.jwk("a", RSA).replaceFirst("\\{", "{" + field + ","), "is not for");
    }

    @ParameterizedTest
    @ValueSource(strings = {"HS256", "RS384", "ES256", "RSA-OAEP", "none"})
    void aKeyForAnotherAlgorithmIsRefused(String algorithm) {
        assertRefused(
                TestKeys.jwk("a", RSA).replaceFirst("\\{", "{\"alg\":\"" + algorithm + "\","),
                "the key is not good for " + algorithm);
    }

    // Strength.

    @Test
    void aShortOrHugeRsaKeyIsRefused() {
        String message = "an RSA key has 2048 to 8192 bits, this one ";
        assertRefused(TestKeys.pem(TestKeys.rsa(1024).getPublic()), message + 1024);
        assertRefused(TestKeys.pem(ofBits(2047)), message + 2047);
        assertRefused(TestKeys.pem(ofBits(8193)), message + 8193);
        assertRefused(TestKeys.pem(ofBits(16384)), message + 16384);
        assertRefused(TestKeys.jwk("a", ofBits(16384)), message + 16384);
    }

    @Test
    void theBoundsOfRsaKeysAreAccepted() throws GeneralSecurityException {
        assertThat(KeyParser.parse(TestKeys.pem(ofBits(2048)) + TestKeys.pem(ofBits(8192))))
                .hasSize(2);
    }

    private static PublicKey ofBits(int bits) {
        BigInteger modulus = BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.valueOf(3));
        return TestKeys.rsa(modulus, BigInteger.valueOf(65537));
    }

    @Test
    void anExponentThatProvesNothingIsRefused() {
        assertRefused(
                TestKeys.pem(TestKeys.rsa(modulus(), BigInteger.valueOf(65536))),
                "the exponent of an RSA key is odd and at least 3");
        // The JDK itself refuses to make a key of exponent 1, so its bytes are made here.
        assertRefused(rsaPem(modulus(), BigInteger.ONE), "exponent");
        String jwk = TestKeys.jwk("a", RSA).replace("\"AQAB\"", "\"AQ\"");
        assertRefused(jwk, "exponent");
    }

    private static String rsaPem(BigInteger modulus, BigInteger exponent) {
        byte[] key = sequence(integer(modulus), integer(exponent));
        byte[] bits = new byte[key.length + 1];
        System.arraycopy(key, 0, bits, 1, key.length);
        byte[] algorithm = Base64.getDecoder().decode("MA0GCSqGSIb3DQEBAQUA");
        return TestKeys.pem("PUBLIC KEY", sequence(algorithm, tagged(3, bits)));
    }

    private static byte[] integer(BigInteger value) {
        return tagged(2, value.toByteArray());
    }

    private static byte[] sequence(byte[] first, byte[] second) {
        byte[] both = new byte[first.length + second.length];
        System.arraycopy(first, 0, both, 0, first.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return tagged(0x30, both);
    }

    private static byte[] tagged(int tag, byte[] content) {
        int head = content.length < 128 ? 2 : 4;
        byte[] all = new byte[head + content.length];
        all[0] = (byte) tag;
        all[1] = (byte) (head == 2 ? content.length : 0x82);
        if (head == 4) {
            all[2] = (byte) (content.length >> 8);
            all[3] = (byte) content.length;
        }
        System.arraycopy(content, 0, all, head, content.length);
        return all;
    }

    @Test
    void aKeyThatCanBeComputedIsRefused() {
        BigInteger product =
                IntStream.rangeClosed(2, 701)
                        .mapToObj(BigInteger::valueOf)
                        .filter(number -> number.isProbablePrime(50))
                        .reduce(BigInteger.ONE, BigInteger::multiply);
        BigInteger power = BigInteger.valueOf(65537).modPow(BigInteger.valueOf(1234567), product);
        BigInteger large = BigInteger.ONE.shiftLeft(2047).divide(product).add(BigInteger.TEN);
        PublicKey key = TestKeys.rsa(large.multiply(product).add(power), BigInteger.valueOf(65537));
        assertRefused(TestKeys.pem(key), "CVE-2017-15361");
    }

    @ParameterizedTest
    @ValueSource(strings = {"secp384r1", "secp521r1"})
    void anotherCurveIsRefused(String curve) {
        PublicKey key = TestKeys.ec(curve).getPublic();
        String message = "an EC key is of the curve P-256, this one is of another of ";
        assertRefused(TestKeys.pem(key), message);
        assertRefused(TestKeys.jwk("a", key), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"DSA", "Ed25519", "X25519", "DH"})
    void anotherKindOfKeyIsRefused(String kind) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
        if (kind.length() <= 3) {
            generator.initialize(2048);
        }
        assertRefused(
                TestKeys.pem(generator.generateKeyPair().getPublic()),
                "expected an RSA key or an EC key of the curve P-256");
    }

    @Test
    void aPointThatIsNotOfTheCurveIsRefused() {
        ECPoint point = ((ECPublicKey) EC).getW();
        ECPublicKey moved =
                new FreeEcKey(
                        new ECPoint(point.getAffineX(), point.getAffineY().add(BigInteger.ONE)),
                        ((ECPublicKey) EC).getParams());
        assertRefusedKey(moved, "the EC key is no point of its curve");
        assertRefusedKey(
                new FreeEcKey(ECPoint.POINT_INFINITY, moved.getParams()),
                "the EC key is no point of its curve");
        BigInteger p =
                new BigInteger(
                        "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff", 16);
        assertRefusedKey(
                new FreeEcKey(
                        new ECPoint(point.getAffineX().add(p), point.getAffineY()),
                        moved.getParams()),
                "the EC key is no point of its curve");
    }

    @Test
    void aCurveWithAnotherGeneratorIsRefused() {
        // CVE-2020-0601: of a generator of one's own choice, the private key is known.
        ECParameterSpec real = ((ECPublicKey) EC).getParams();
        ECPoint point = ((ECPublicKey) EC).getW();
        ECParameterSpec forged =
                new ECParameterSpec(real.getCurve(), point, real.getOrder(), real.getCofactor());
        assertRefusedKey(new FreeEcKey(point, forged), "this one is of another of 256 bits");
        ECParameterSpec other =
                new ECParameterSpec(
                        real.getCurve(),
                        real.getGenerator(),
                        real.getOrder().subtract(BigInteger.TWO),
                        real.getCofactor());
        assertRefusedKey(new FreeEcKey(point, other), "this one is of another of 256 bits");
    }

    @Test
    void theSameCurveByOtherMeansIsAccepted() {
        ECParameterSpec real = ((ECPublicKey) EC).getParams();
        ECParameterSpec unnamed =
                new ECParameterSpec(
                        real.getCurve(), real.getGenerator(), real.getOrder(), real.getCofactor());
        VerificationKey key =
                VerificationKey.of(
                        Optional.empty(), new FreeEcKey(((ECPublicKey) EC).getW(), unnamed));
        assertThat(key.algorithms()).containsExactly("ES256");
    }

    private static void assertRefusedKey(PublicKey key, String message) {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> VerificationKey.of(Optional.empty(), key))
                .withMessageContaining(message);
    }

    /** A key that no library has looked at. */
    private record FreeEcKey(ECPoint point, ECParameterSpec curve) implements ECPublicKey {
        private static final long serialVersionUID = 1L;

        @Override
        public ECPoint getW() {
            return point;
        }

        @Override
        public ECParameterSpec getParams() {
            return curve;
        }

        @Override
        public String getAlgorithm() {
            return "EC";
        }

        @Override
        public String getFormat() {
            return "none";
        }

        @Override
        public byte[] getEncoded() {
            return new byte[0];
        }
    }
}
