// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ovirt.imageio.proxy.ticket.Operation;
import org.ovirt.imageio.testing.pki.KeyType;
import org.ovirt.imageio.testing.pki.Leaf;
import org.ovirt.imageio.testing.pki.LeafSpec;
import org.ovirt.imageio.testing.pki.TestPki;

class SignedTicketSignerTest {
    private static final Leaf ENGINE = engine(KeyType.RSA_2048);
    private static final SecureRandom RANDOM = new SecureRandom();

    private static Leaf engine(KeyType type) {
        return TestPki.selfSigned(LeafSpec.forDns("engine.example").withKeyType(type));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aVersion2TicketIsAcceptedWhetherOrNotVersion1Is(boolean acceptV1) throws Exception {
        String ticket = v2().sign(Grants.plain(), Grants.NOW);
        assertThat(verifier(acceptV1).verify(ticket)).isEqualTo(Grants.plain());
        assertThat(envelope(ticket))
                .containsOnlyKeys(
                        "salt",
                        "validFrom",
                        "validTo",
                        "data",
                        "signedFields",
                        "v2_signature",
                        "certificate");
    }

    @Test
    void aVersion1TicketIsAcceptedWhereAnAdministratorAsksForIt() throws Exception {
        String ticket = v1().sign(Grants.plain(), Grants.NOW);
        assertThat(verifier(true).verify(ticket)).isEqualTo(Grants.plain());
        assertThatExceptionOfType(TokenException.class)
                .isThrownBy(() -> verifier(false).verify(ticket))
                .extracting(TokenException::fault)
                .isEqualTo(TokenFault.DISABLED);
        assertThat(envelope(ticket))
                .containsOnlyKeys(
                        "salt",
                        "digest",
                        "validFrom",
                        "validTo",
                        "data",
                        "signedFields",
                        "signature",
                        "certificate");
    }

    @Test
    void theTransfersNameComesBack() throws Exception {
        Grant grant = named("transfer-1");
        assertThat(verifier(false).verify(v2().sign(grant, Grants.NOW))).isEqualTo(grant);
    }

    @Test
    void theFieldsAreThoseOfTheEngine() throws Exception {
        JsonObject envelope = envelope(v2().sign(Grants.plain(), Grants.NOW));
        assertThat(envelope.getString("validFrom")).isEqualTo("20261122120000");
        assertThat(envelope.getString("validTo")).isEqualTo("20261122120500");
        assertThat(envelope.getString("signedFields")).isEqualTo("salt,validFrom,validTo,data");
        assertThat(envelope.getString("data"))
                .isEqualTo(
                        "{\"nbf\":1795348800,\"iat\":1795348800,\"exp\":1795349100,"
                                + "\"imaged-uri\":\"https://host.example:54322\","
                                + "\"transfer-ticket\":\"11112222-aaaa-4bbb-8ccc-777788889999\"}");
        assertThat(envelope.getString("certificate"))
                .startsWith("-----BEGIN CERTIFICATE-----\n")
                .endsWith("\r\n-----END CERTIFICATE-----\n")
                .satisfies(pem -> assertThat(pem.split("\r?\n", -1)[1]).hasSize(76));
    }

    @Test
    void eachTicketHasItsOwnSalt() {
        SignedTicketSigner signer = v2();
        assertThat(
                        Stream.generate(() -> signer.sign(Grants.plain(), Grants.NOW))
                                .limit(8)
                                .map(ticket -> envelope(ticket).getString("salt")))
                .doesNotHaveDuplicates()
                .allMatch(salt -> Base64.getDecoder().decode(salt).length == 8);
    }

    static Stream<Grant> grantsThatATicketHasNoPlaceFor() {
        return Stream.of(
                with(Set.of(Operation.READ), OptionalLong.empty(), Optional.empty()),
                with(Set.of(Operation.values()), OptionalLong.of(1), Optional.empty()),
                with(Set.of(Operation.values()), OptionalLong.empty(), Optional.of("disk.raw")));
    }

    @ParameterizedTest
    @MethodSource("grantsThatATicketHasNoPlaceFor")
    void whatATicketHasNoPlaceForIsRefused(Grant grant) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> v2().sign(grant, Grants.NOW))
                .withMessageContaining("has no place for");
    }

    @Test
    void aTicketThatNobodyWouldTakeForItsLengthIsNotMade() {
        Grant grant = named("x".repeat(12_000));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> v2().sign(grant, Grants.NOW))
                .withMessageContaining("longer than the proxy takes");
    }

    @Test
    void theCertificateMustBeOfTheKey() throws Exception {
        SigningKey other = TestKeys.signing(TestKeys.RSA);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SignedTicketSigner.v2(other, ENGINE.certificate(), RANDOM))
                .withMessage("the certificate is of another key");
    }

    @Test
    void onlyRsaKeysSignTickets() throws Exception {
        Leaf curve = engine(KeyType.EC_P256);
        SigningKey key = SigningKey.of(curve.key(), Optional.empty());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SignedTicketSigner.v1(key, curve.certificate(), RANDOM))
                .withMessage("signed tickets need an RSA key");
    }

    private static Grant with(
            Set<Operation> operations, OptionalLong size, Optional<String> filename) {
        return new Grant(
                Grants.TICKET,
                Grants.daemon("host.example"),
                operations,
                size,
                Optional.empty(),
                filename,
                Grants.EXPIRES);
    }

    private static Grant named(String transfer) {
        return new Grant(
                Grants.TICKET,
                Grants.daemon("host.example"),
                Set.of(Operation.values()),
                OptionalLong.empty(),
                Optional.of(transfer),
                Optional.empty(),
                Grants.EXPIRES);
    }

    private static SignedTicketSigner v1() {
        return SignedTicketSigner.v1(key(), ENGINE.certificate(), RANDOM);
    }

    private static SignedTicketSigner v2() {
        return SignedTicketSigner.v2(key(), ENGINE.certificate(), RANDOM);
    }

    private static SigningKey key() {
        try {
            return SigningKey.of(ENGINE.key(), Optional.empty());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static SignedTicketVerifier verifier(boolean acceptV1) {
        return new SignedTicketVerifier(
                now -> ENGINE.certificate().getPublicKey(),
                acceptV1,
                Duration.ZERO,
                Duration.ofDays(1),
                Clock.fixed(Grants.NOW, ZoneOffset.UTC));
    }

    private static JsonObject envelope(String ticket) {
        String json = new String(Base64.getDecoder().decode(ticket), StandardCharsets.UTF_8);
        try (JsonReader reader = Json.createReader(new StringReader(json))) {
            return reader.readObject();
        }
    }
}
