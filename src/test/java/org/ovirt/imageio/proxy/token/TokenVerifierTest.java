// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.ovirt.imageio.proxy.token.Faults.assertRefused;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ovirt.imageio.proxy.config.TokenConfig;

/** Which kinds of tokens are taken, and whose. */
class TokenVerifierTest {
    private static final String OLD = TestKeys.pem(TestKeys.RSA.getPublic());
    private static final String NEW = TestKeys.pem(TestKeys.OTHER_RSA.getPublic());

    @TempDir private Path directory;

    private static TokenConfig config(
            Optional<Path> file, Optional<String> text, String... algorithms) {
        return new TokenConfig(
                file,
                text,
                Set.of(algorithms),
                Optional.of("engine"),
                Set.of("ovirt-imageio-proxy"),
                Optional.empty(),
                Duration.ofSeconds(30),
                Optional.empty(),
                Duration.ofDays(1),
                Optional.empty(),
                false);
    }

    private TokenVerifier verifier(TokenConfig config)
            throws IOException, GeneralSecurityException {
        return TokenVerifier.create(config, directory.resolve("ca.pem"), SampleJwt.CLOCK);
    }

    private TokenVerifier ofFile(Path file) throws IOException, GeneralSecurityException {
        return verifier(config(Optional.of(file), Optional.empty()));
    }

    private Path write(String text) throws IOException {
        return Files.writeString(directory.resolve("keys"), text);
    }

    private static String bearer(SampleJwt token) {
        return "Bearer " + token.build();
    }

    private static String ofOldKey() {
        return bearer(new SampleJwt());
    }

    private static String ofNewKey() {
        return "Bearer " + new SampleJwt().build(TestKeys.OTHER_RSA.getPrivate());
    }

    // Kinds.

    private static TokenVerifier ofBoth() {
        VerificationKey key = VerificationKey.of(Optional.empty(), TestKeys.RSA.getPublic());
        JwtRules rules =
                new JwtRules(
                        Optional.of("engine"),
                        Set.of("ovirt-imageio-proxy"),
                        Optional.empty(),
                        Duration.ZERO,
                        Optional.empty(),
                        Duration.ofDays(1));
        return new TokenVerifier(
                Optional.of(new JwtVerifier(() -> List.of(key), rules, SampleJwt.CLOCK)),
                Optional.of(
                        new SignedTicketVerifier(
                                now -> TestKeys.RSA.getPublic(),
                                false,
                                Duration.ZERO,
                                Duration.ofDays(1),
                                SampleJwt.CLOCK)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer ", "bearer ", "BEARER "})
    void aJwtComesWithItsScheme(String scheme) throws TokenException {
        assertThat(ofBoth().verify(scheme + new SampleJwt().build()).ticketId().value())
                .isEqualTo(SampleJwt.TICKET);
    }

    @Test
    void aSignedTicketComesWithoutAScheme() throws TokenException {
        assertThat(ofBoth().verify(SampleSignedTicket.v2().build()).ticketId().value())
                .isEqualTo(SampleJwt.TICKET);
    }

    static Stream<String> otherProofs() {
        String jwt = new SampleJwt().build();
        String ticket = SampleSignedTicket.v2().build();
        return Stream.of(
                "",
                " ",
                "Bearer",
                "Bearer ",
                "Bearer  " + jwt,
                "Bearer\t" + jwt,
                "Bearer " + jwt + " ",
                " Bearer " + jwt,
                jwt,
                "Bearer " + ticket,
                "Basic " + jwt,
                "Basic dXNlcjpwYXNz",
                "Bearer " + jwt + ", Bearer " + jwt,
                ticket + " ",
                "Negotiate " + ticket,
                "Bearer \u0000",
                "\ud800",
                "Bearer \ud800.\udc00.\uffff");
    }

    @ParameterizedTest
    @MethodSource("otherProofs")
    void anotherFormOfProofIsRefused(String authorization) {
        assertRefused(TokenFault.MALFORMED, () -> ofBoth().verify(authorization));
    }

    @Test
    void withoutAKeyNoTokenIsTaken() throws Exception {
        TokenVerifier none = verifier(config(Optional.empty(), Optional.empty()));
        assertThat(none.acceptsAny()).isFalse();
        assertRefused(TokenFault.DISABLED, () -> none.verify(ofOldKey()));
        assertRefused(TokenFault.DISABLED, () -> none.verify(SampleSignedTicket.v2().build()));
    }

    @Test
    void aKeyOfJwtsIsNoneOfSignedTickets() throws Exception {
        TokenVerifier jwts = ofFile(write(OLD));
        assertThat(jwts.acceptsAny()).isTrue();
        jwts.verify(ofOldKey());
        assertRefused(TokenFault.DISABLED, () -> jwts.verify(SampleSignedTicket.v2().build()));
    }

    // Keys.

    @Test
    void keysMayStandInTheConfigurationItself() throws Exception {
        verifier(config(Optional.empty(), Optional.of(OLD))).verify(ofOldKey());
    }

    @ParameterizedTest
    @EnumSource
    void theConfigurationMayAllowOneAlgorithmOnly(Signer signer) throws Exception {
        String both = OLD + TestKeys.pem(TestKeys.EC.getPublic());
        TokenVerifier one = verifier(config(Optional.empty(), Optional.of(both), signer.name()));
        for (Signer other : Signer.values()) {
            String token = bearer(new SampleJwt().signer(other));
            if (other == signer) {
                one.verify(token);
            } else {
                assertRefused(TokenFault.SIGNATURE, () -> one.verify(token));
            }
        }
    }

    @Test
    void aKeyThatCannotBeUsedIsToldWithWhereItIsFrom() throws IOException {
        Path file = write("nothing");
        assertThatExceptionOfType(GeneralSecurityException.class)
                .isThrownBy(() -> ofFile(file))
                .withMessage(file + ": expected 1 to 16 public keys, found 0");
        assertThatExceptionOfType(GeneralSecurityException.class)
                .isThrownBy(() -> verifier(config(Optional.empty(), Optional.of(OLD), "ES256")))
                .withMessage("mp.jwt.verify.publickey: no key is good for [ES256]");
    }

    @Test
    void bothKeysCountWhileTheyAreExchanged() throws Exception {
        Path file = write(OLD);
        TokenVerifier verifier = ofFile(file);
        verifier.verify(ofOldKey());
        assertRefused(TokenFault.SIGNATURE, () -> verifier.verify(ofNewKey()));

        write(OLD + NEW);
        verifier.verify(ofOldKey());
        verifier.verify(ofNewKey());

        write(NEW);
        verifier.verify(ofNewKey());
        assertRefused(TokenFault.SIGNATURE, () -> verifier.verify(ofOldKey()));
    }

    @Test
    void keysOfASetAreFoundByTheirId() throws Exception {
        Path file =
                write(
                        TestKeys.jwks(
                                TestKeys.jwk("old", TestKeys.RSA.getPublic()),
                                TestKeys.jwk("new", TestKeys.OTHER_RSA.getPublic())));
        TokenVerifier verifier = ofFile(file);
        verifier.verify(bearer(new SampleJwt().header("kid", "\"old\"")));
        verifier.verify(
                "Bearer "
                        + new SampleJwt()
                                .header("kid", "\"new\"")
                                .build(TestKeys.OTHER_RSA.getPrivate()));
        String wrong = bearer(new SampleJwt().header("kid", "\"new\""));
        assertRefused(TokenFault.SIGNATURE, () -> verifier.verify(wrong));

        write(TestKeys.jwks(TestKeys.jwk("new", TestKeys.OTHER_RSA.getPublic())));
        String old = bearer(new SampleJwt().header("kid", "\"old\""));
        assertRefused(TokenFault.SIGNATURE, () -> verifier.verify(old));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-----BEGIN PUBLIC KEY-----\nAAAA",
                "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
                "{\"keys\":[1]}",
                "{\"keys\":[{\"kty\":\"RSA\",\"key_ops\":1}]}"
            })
    void aBrokenFileInBetweenLeavesTheOldKeys(String broken) throws Exception {
        Path file = write(OLD);
        TokenVerifier verifier = ofFile(file);
        write(broken);
        verifier.verify(ofOldKey());
        Files.delete(file);
        verifier.verify(ofOldKey());
        write(NEW);
        verifier.verify(ofNewKey());
        assertRefused(TokenFault.SIGNATURE, () -> verifier.verify(ofOldKey()));
    }
}
