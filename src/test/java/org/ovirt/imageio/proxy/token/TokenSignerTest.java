// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ovirt.imageio.proxy.ticket.DaemonUri;

class TokenSignerTest {
    private static final String ISSUER = "https://issuer.example";
    private static final String AUDIENCE = "ovirt-imageio-proxy";
    private static final String GROUP = "imageio";
    private static final TokenOrigin ORIGIN =
            new TokenOrigin(
                    Optional.of(ISSUER),
                    List.of("others", AUDIENCE),
                    Optional.of("admin"),
                    Optional.of("a1"),
                    List.of(GROUP, "more"),
                    Grants.NOW,
                    Grants.NOW);

    /** Nobody but a key says where it comes from. */
    private static final TokenOrigin TERSE =
            new TokenOrigin(
                    Optional.empty(),
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    Grants.NOW,
                    Grants.NOW);

    @ParameterizedTest
    @EnumSource
    void aTokenOfEachAlgorithmIsAcceptedAndAllowsWhatItShould(JwtAlgorithm algorithm)
            throws Exception {
        KeyPair pair = TestKeys.goodFor(algorithm);
        TokenSigner signer =
                new TokenSigner(TestKeys.signing(pair), algorithm, Optional.of("key-1"));
        VerificationKey key =
                VerificationKey.of(Optional.of("key-1"), pair.getPublic())
                        .onlyFor(algorithm.name());

        assertThat(verifier(key).verify(signer.sign(Grants.full(), ORIGIN)))
                .isEqualTo(Grants.full());
        assertThat(verifier(key).verify(signer.sign(Grants.plain(), ORIGIN)))
                .isEqualTo(Grants.plain());
    }

    @Test
    void theHeaderSaysAlgorithmKeyAndTypeAndNothingElse() throws Exception {
        SigningKey key = SigningKey.of(TestKeys.EC.getPrivate(), Optional.of("of the key"));

        assertThat(part(new TokenSigner(key).sign(Grants.full(), ORIGIN), 0))
                .isEqualTo(
                        Json.createObjectBuilder()
                                .add("alg", "ES256")
                                .add("kid", "of the key")
                                .add("typ", "JWT")
                                .build());
        assertThat(
                        part(
                                new TokenSigner(key, JwtAlgorithm.ES256, Optional.empty())
                                        .sign(Grants.full(), ORIGIN),
                                0))
                .containsOnlyKeys("alg", "typ");
    }

    @Test
    void theClaimsAreThoseOfTheOriginAndTheGrant() throws Exception {
        JsonObject claims = part(signer().sign(Grants.full(), ORIGIN), 1);
        assertThat(claims)
                .isEqualTo(
                        object(
                                """
                                {"iss": "https://issuer.example",
                                 "aud": ["others", "ovirt-imageio-proxy"],
                                 "sub": "admin",
                                 "jti": "a1",
                                 "groups": ["imageio", "more"],
                                 "nbf": 1795348800,
                                 "iat": 1795348800,
                                 "exp": 1795349100,
                                 "imaged-uri": "https://host.example:54322",
                                 "transfer-ticket": "11112222-aaaa-4bbb-8ccc-777788889999",
                                 "transfer-id": "5f9c2a3e-6a0f-4b0e-9a39-0c0f3a8d1e21",
                                 "ops": ["read"],
                                 "size": 5000000000000,
                                 "filename": "Gürteltier \\"1\\".raw"}
                                """));
    }

    @Test
    void whatIsNotGivenIsLeftOut() throws Exception {
        assertThat(part(signer().sign(Grants.plain(), TERSE), 1))
                .containsOnlyKeys("nbf", "iat", "exp", "imaged-uri", "transfer-ticket", "ops");
    }

    @Test
    void issueAndBeginAreTwoTimes() throws Exception {
        TokenOrigin early =
                new TokenOrigin(
                        Optional.empty(),
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        Instant.parse("2026-11-22T11:59:50.900Z"),
                        Instant.parse("2026-11-22T11:59:40.100Z"));
        JsonObject claims = part(signer().sign(Grants.plain(), early), 1);
        assertThat(claims.getInt("nbf")).isEqualTo(1795348790);
        assertThat(claims.getInt("iat")).isEqualTo(1795348780);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.1", "2001:db8::1"})
    void addressesOfDaemonsComeBackAsTheyWere(String host) throws Exception {
        VerificationKey key = VerificationKey.of(Optional.empty(), TestKeys.EC.getPublic());
        Grant grant = Grants.plain(Grants.daemon(host));
        assertThat(verifier(key).verify(signer().sign(grant, ORIGIN))).isEqualTo(grant);
    }

    @Test
    void aDaemonThatNoTokenCanNameIsRefused() throws Exception {
        TokenSigner signer = signer();
        DaemonUri otherImage =
                DaemonUri.parse(
                        "https://host.example:54322/images/99999999-aaaa-4bbb-8ccc-777788889999");
        for (DaemonUri daemon : List.of(otherImage, Grants.daemon("host/x"))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> signer.sign(Grants.plain(daemon), ORIGIN))
                    .withMessageContaining("https://host:port");
        }
    }

    @Test
    void aTokenThatNobodyWouldTakeForItsLengthIsNotMade() throws Exception {
        TokenSigner signer = signer();
        TokenOrigin chatty =
                new TokenOrigin(
                        Optional.of(ISSUER),
                        List.of(AUDIENCE),
                        Optional.of("x".repeat(6_000)),
                        Optional.empty(),
                        List.of(),
                        Grants.NOW,
                        Grants.NOW);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> signer.sign(Grants.plain(), chatty))
                .withMessageContaining("longer than the proxy takes");
    }

    @Test
    void anAlgorithmThatTheKeyIsNotForIsRefused() throws Exception {
        SigningKey key = TestKeys.signing(TestKeys.EC);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TokenSigner(key, JwtAlgorithm.RS256, Optional.empty()))
                .withMessage("the key is for [ES256], not for RS256");
    }

    private static TokenSigner signer() throws Exception {
        return new TokenSigner(TestKeys.signing(TestKeys.EC));
    }

    private static JwtVerifier verifier(VerificationKey key) {
        return new JwtVerifier(
                () -> List.of(key),
                new JwtRules(
                        Optional.of(ISSUER),
                        Set.of(AUDIENCE),
                        Optional.of(GROUP),
                        Duration.ZERO,
                        Optional.empty(),
                        Duration.ofMinutes(5)),
                Clock.fixed(Grants.NOW, ZoneOffset.UTC));
    }

    private static JsonObject part(String token, int index) {
        byte[] json = Base64.getUrlDecoder().decode(token.split("\\.", -1)[index]);
        return object(new String(json, StandardCharsets.UTF_8));
    }

    private static JsonObject object(String json) {
        try (JsonReader reader = Json.createReader(new StringReader(json))) {
            return reader.readObject();
        }
    }
}
