// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.util.Base64;
import java.util.List;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SigningKeyTest {
    /** Made with 'openssl genpkey', for this test only; unlike the JDK's it has the public key. */
    private static final String OPENSSL =
            """
            -----BEGIN PRIVATE KEY-----
            MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg5SsJN2hE/EFtmQFA
            oae3ZboxZ57fHGF/71ya3tzr4EOhRANCAAQp65gQsjPWwyFHwiWr95xd8aYXmhfR
            OyTC/+WPFK4gLraoGhUDG6InNs0GBRaBPf8cXZhsBGcgDW3tVR98iP6s
            -----END PRIVATE KEY-----
            """;

    @Test
    void aPemFileHasAnRsaKey() throws Exception {
        SigningKey key = SigningKey.parse(pem("PRIVATE KEY", TestKeys.RSA.getPrivate()));
        assertThat(key.privateKey()).isEqualTo(TestKeys.RSA.getPrivate());
        assertThat(key.algorithms()).containsExactly(JwtAlgorithm.RS256, JwtAlgorithm.PS256);
        assertThat(key.id()).isEmpty();
    }

    @Test
    void aPemFileHasAKeyOfTheCurve() throws Exception {
        SigningKey key = SigningKey.parse(pem("PRIVATE KEY", TestKeys.EC.getPrivate()));
        assertThat(key.privateKey()).isEqualTo(TestKeys.EC.getPrivate());
        assertThat(key.algorithms()).containsExactly(JwtAlgorithm.ES256);
    }

    @Test
    void aKeyOfOpensslIsTakenWithAnyLineEnds() throws Exception {
        for (String text : List.of(OPENSSL, OPENSSL.replace("\n", "\r\n"))) {
            assertThat(SigningKey.parse(text).algorithms()).containsExactly(JwtAlgorithm.ES256);
        }
    }

    @Test
    void certificatesBesideTheKeyAreNotLookedAt() throws Exception {
        String text =
                "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
                        + pem("PRIVATE KEY", TestKeys.EC.getPrivate());
        assertThat(SigningKey.parse(text).privateKey()).isEqualTo(TestKeys.EC.getPrivate());
    }

    @Test
    void aJwkHasKeyIdAndAlgorithm() throws Exception {
        SigningKey key =
                SigningKey.parse(
                        jwk(TestKeys.RSA)
                                .with("kid", "one")
                                .with("alg", "PS256")
                                .with("use", "sig")
                                .json());
        assertThat(key.privateKey()).isEqualTo(TestKeys.RSA.getPrivate());
        assertThat(key.algorithms()).containsExactly(JwtAlgorithm.PS256);
        assertThat(key.id()).contains("one");
    }

    @Test
    void aJwkOfTheCurveIsTaken() throws Exception {
        SigningKey key = SigningKey.parse(" \n" + jwk(TestKeys.EC).json());
        assertThat(key.privateKey()).isEqualTo(TestKeys.EC.getPrivate());
        assertThat(key.algorithms()).containsExactly(JwtAlgorithm.ES256);
        assertThat(key.id()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ENCRYPTED PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY"})
    void otherFormsOfPemAreRefusedWithTheCommandThatHelps(String label) {
        refused(pem(label, TestKeys.RSA.getPrivate()), label, "openssl pkcs8 -topk8 -nocrypt");
    }

    @Test
    void aFileHasOneKey() {
        String one = pem("PRIVATE KEY", TestKeys.RSA.getPrivate());
        refused("", "found 0");
        refused(pem("PUBLIC KEY", TestKeys.RSA.getPublic().getEncoded()), "found 0");
        refused(one + one, "found 2");
    }

    @Test
    void whatIsNoKeyInsideIsRefused() {
        refused(pem("PRIVATE KEY", new byte[] {1, 2, 3}), "expected an RSA key or an EC key");
        refused("-----BEGIN PRIVATE KEY-----\nA\n-----END PRIVATE KEY-----\n", "is not in base64");
    }

    @ParameterizedTest
    @ValueSource(ints = {1024, 2040})
    void shortRsaKeysAreRefused(int bits) {
        refused(
                pem("PRIVATE KEY", TestKeys.rsa(bits).getPrivate()),
                "an RSA key has 2048 to 8192 bits, this one " + bits);
    }

    @ParameterizedTest
    @ValueSource(strings = {"secp384r1", "secp521r1"})
    void otherCurvesAreRefused(String curve) {
        refused(
                pem("PRIVATE KEY", TestKeys.ec(curve).getPrivate()),
                "expected an RSA key or an EC key of the curve P-256");
    }

    @ParameterizedTest
    @CsvSource({
        "use, enc, the JWK is not for signing",
        "alg, RS512, 'the JWK''s alg is none of [RS256, PS256]'",
        "alg, ES256, 'the JWK''s alg is none of [RS256, PS256]'",
    })
    void aJwkForSomethingElseIsRefused(String member, String value, String reason) {
        refused(jwk(TestKeys.RSA).with(member, value).json(), reason);
    }

    @Test
    void aJwkThatMaySignIsTakenAndOneThatMayNotIsRefused() throws Exception {
        String json = jwk(TestKeys.EC).json();
        assertThat(SigningKey.parse(json.replace("{", "{\"key_ops\": [\"sign\"],")).algorithms())
                .isNotEmpty();
        refused(json.replace("{", "{\"key_ops\": [\"verify\"],"), "the JWK is not for signing");
    }

    @Test
    void otherJwksAreRefused() throws Exception {
        refused(
                PublicJsonWebKey.Factory.newPublicJwk(TestKeys.RSA.getPublic())
                        .toJson(OutputControlLevel.PUBLIC_ONLY),
                "the JWK has no private part");
        refused("{\"kty\": \"oct\", \"k\": \"c2VjcmV0\"}", "a symmetric key");
        refused("{\"keys\": [" + jwk(TestKeys.RSA).json() + "]}", "expected one JWK");
        refused("{", "expected one JWK");
        refused(jwk(TestKeys.RSA).json().replace("\"RSA\"", "5"), "expected one JWK");
    }

    @Test
    void anRsaJwkWithoutItsPrimesIsRefused() {
        String json = jwk(TestKeys.RSA).json().replaceAll(",\"(p|q|dp|dq|qi)\":\"[^\"]*\"", "");
        refused(json, "lacks its public exponent and prime factors");
    }

    @Test
    void noMessageHasAPartOfTheKey() {
        String broken = "{\"kty\": \"RSA\", \"d\": geheim}";
        assertThatExceptionOfType(GeneralSecurityException.class)
                .isThrownBy(() -> SigningKey.parse(broken))
                .satisfies(e -> assertThat(e).hasNoCause())
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("geheim"));
    }

    private static void refused(String text, String... reasons) {
        assertThatExceptionOfType(GeneralSecurityException.class)
                .isThrownBy(() -> SigningKey.parse(text))
                .satisfies(e -> assertThat(e.getMessage()).contains(reasons));
    }

    private static String pem(String label, PrivateKey key) {
        return pem(label, key.getEncoded());
    }

    private static String pem(String label, byte[] der) {
        String lines =
                Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(der);
        return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(label, lines);
    }

    private static Jwk jwk(KeyPair pair) {
        try {
            PublicJsonWebKey key = PublicJsonWebKey.Factory.newPublicJwk(pair.getPublic());
            key.setPrivateKey(pair.getPrivate());
            return new Jwk(key.toJson(OutputControlLevel.INCLUDE_PRIVATE));
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The text of a key, to which members can be added. */
    private record Jwk(String json) {
        Jwk with(String name, String value) {
            return new Jwk("{\"%s\":\"%s\",%s".formatted(name, value, json.substring(1)));
        }
    }
}
