// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ovirt.imageio.proxy.token.Faults.assertRefused;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.engines.RSAEngine;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.signers.PSSSigner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ovirt.imageio.proxy.ticket.Operation;

class SignedTicketVerifierTest {
    private static final Duration SKEW = Duration.ofSeconds(30);
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final int LONGEST_SALT = 256 - 32 - 2;
    private static final int MAX_CHARS = 16 * 1024;

    private static final SignedTicketVerifier STRICT = verifier(false, SampleJwt.CLOCK);
    private static final SignedTicketVerifier WITH_V1 = verifier(true, SampleJwt.CLOCK);

    private static SignedTicketVerifier verifier(boolean acceptV1, Clock clock) {
        return new SignedTicketVerifier(
                now -> TestKeys.RSA.getPublic(), acceptV1, SKEW, LONGEST, clock);
    }

    private static SignedTicketVerifier at(long secondsAfterIssue) {
        return verifier(
                true,
                Clock.fixed(
                        Instant.ofEpochSecond(SampleJwt.ISSUED + secondsAfterIssue),
                        ZoneOffset.UTC));
    }

    private static String second(long secondsAfterIssue) {
        return Long.toString(SampleJwt.ISSUED + secondsAfterIssue);
    }

    private static String date(long secondsAfterIssue) {
        return SampleSignedTicket.date(SampleJwt.ISSUED + secondsAfterIssue);
    }

    private static void assertFault(TokenFault fault, SampleSignedTicket ticket) {
        assertFault(fault, ticket.build());
    }

    private static void assertFault(TokenFault fault, String ticket) {
        assertRefused(fault, () -> WITH_V1.verify(ticket));
    }

    static Stream<SampleSignedTicket> bothKinds() {
        return Stream.of(SampleSignedTicket.v1(), SampleSignedTicket.v2());
    }

    @ParameterizedTest
    @MethodSource("bothKinds")
    void aGoodTicketGrantsReadingAndWriting(SampleSignedTicket ticket) throws TokenException {
        Grant grant = WITH_V1.verify(ticket.build());
        assertThat(grant.ticketId().value()).isEqualTo(SampleJwt.TICKET);
        assertThat(grant.operations()).containsExactlyInAnyOrder(Operation.READ, Operation.WRITE);
        assertThat(grant.daemon().authority()).isEqualTo("host.example:54322");
        assertThat(grant.transferId()).hasValue("5f9c2a3e-6a0f-4b0e-9a39-0c0f3a8d1e21");
        assertThat(grant.expires()).isEqualTo(Instant.ofEpochSecond(SampleJwt.EXPIRES));
    }

    @Test
    void whatIsOptionalMayBeMissing() throws TokenException {
        SampleSignedTicket ticket =
                SampleSignedTicket.v2()
                        .withoutPayload("iat")
                        .withoutPayload("transfer-id")
                        .without("certificate");
        assertThat(STRICT.verify(ticket.build()).transferId()).isEmpty();
    }

    // Which signature counts.

    @Test
    void versionOneIsOnlyAcceptedWhereItIsAskedFor() throws TokenException {
        String ticket = SampleSignedTicket.v1().build();
        WITH_V1.verify(ticket);
        assertRefused(TokenFault.DISABLED, () -> STRICT.verify(ticket));
    }

    @ParameterizedTest
    @ValueSource(strings = {"md5", "none", "sha256", "SHA1", "sha-1", "sha1 ", ""})
    void versionOneHasOneDigest(String digest) {
        assertFault(TokenFault.ALGORITHM, SampleSignedTicket.v1().text("digest", digest));
    }

    @Test
    void versionOneHasADigest() {
        assertFault(
                TokenFault.MALFORMED,
                SampleSignedTicket.v1()
                        .without("digest")
                        .order("salt", "validFrom", "validTo", "data"));
    }

    @Test
    void whereThereIsAVersionTwoSignatureItMustVerify() {
        for (String bad : List.of("", "AAAA", Base64.getEncoder().encodeToString(new byte[256]))) {
            assertFault(TokenFault.SIGNATURE, SampleSignedTicket.v1().text("v2_signature", bad));
        }
        assertFault(
                TokenFault.MALFORMED, SampleSignedTicket.v1().text("v2_signature", "not base64"));
    }

    @Test
    void aVersionOneSignatureIsNoneOfVersionTwo() {
        String envelope = SampleSignedTicket.v1().envelope();
        assertFault(
                TokenFault.SIGNATURE,
                SampleSignedTicket.encode(envelope.replace("\"signature\"", "\"v2_signature\"")));
    }

    @Test
    void aTransitionalTicketWithBothSignaturesIsAccepted() throws TokenException {
        String v2 =
                SampleSignedTicket.v2()
                        .text("digest", "sha1")
                        .text("signature", "whatever")
                        .order("salt", "digest", "validFrom", "validTo", "data")
                        .build();
        STRICT.verify(v2);
    }

    @Test
    void aTicketOfAnotherKeyIsRefused() {
        assertFault(TokenFault.SIGNATURE, SampleSignedTicket.v2().build(TestKeys.OTHER_RSA));
        assertFault(TokenFault.SIGNATURE, SampleSignedTicket.v1().build(TestKeys.OTHER_RSA));
    }

    @Test
    void theCertificateInATicketCountsForNothing() throws TokenException {
        STRICT.verify(SampleSignedTicket.v2().text("certificate", "another").build());
        assertFault(
                TokenFault.SIGNATURE,
                SampleSignedTicket.v2()
                        .text("certificate", TestKeys.pem(TestKeys.OTHER_RSA.getPublic()))
                        .build(TestKeys.OTHER_RSA));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 8, 20, 32, LONGEST_SALT - 1})
    void aSignatureWithAnotherSaltLengthIsRefused(int saltBytes) throws GeneralSecurityException {
        assertFault(TokenFault.SIGNATURE, pss("SHA-256", MGF1ParameterSpec.SHA256, saltBytes));
    }

    @Test
    void aSignatureWithAnotherHashIsRefused() throws GeneralSecurityException {
        assertFault(TokenFault.SIGNATURE, pss("SHA-256", MGF1ParameterSpec.SHA1, LONGEST_SALT));
        assertFault(TokenFault.SIGNATURE, pss("SHA-384", MGF1ParameterSpec.SHA384, 32));
        assertFault(TokenFault.SIGNATURE, pss("SHA-1", MGF1ParameterSpec.SHA1, 256 - 20 - 2));
    }

    @Test
    void theLongestSaltIsTheOneThatIsAccepted() throws GeneralSecurityException, TokenException {
        STRICT.verify(pss("SHA-256", MGF1ParameterSpec.SHA256, LONGEST_SALT).build());
    }

    private static SampleSignedTicket pss(String hash, MGF1ParameterSpec mask, int saltBytes)
            throws GeneralSecurityException {
        SampleSignedTicket ticket = SampleSignedTicket.v2();
        Signature signature = Signature.getInstance("RSASSA-PSS");
        signature.setParameter(new PSSParameterSpec(hash, "MGF1", mask, saltBytes, 1));
        signature.initSign(TestKeys.RSA.getPrivate());
        signature.update(ticket.signedText().getBytes(StandardCharsets.UTF_8));
        return signedWith(ticket, signature.sign());
    }

    private static SampleSignedTicket signedWith(SampleSignedTicket ticket, byte[] signature) {
        return ticket.text("v2_signature", Base64.getEncoder().encodeToString(signature));
    }

    @Test
    void aSignatureWithAnotherTrailerIsRefused() throws CryptoException, TokenException {
        SampleSignedTicket ticket = SampleSignedTicket.v2();
        String text = ticket.signedText();
        STRICT.verify(signedWith(ticket, bouncy(text, PSSSigner.TRAILER_IMPLICIT)).build());
        assertFault(TokenFault.SIGNATURE, signedWith(ticket, bouncy(text, (byte) 0xcc)));
    }

    private static byte[] bouncy(String text, byte trailer) throws CryptoException {
        RSAPrivateKey key = (RSAPrivateKey) TestKeys.RSA.getPrivate();
        PSSSigner signer =
                new PSSSigner(new RSAEngine(), new SHA256Digest(), LONGEST_SALT, trailer);
        signer.init(true, new RSAKeyParameters(true, key.getModulus(), key.getPrivateExponent()));
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        signer.update(bytes, 0, bytes.length);
        return signer.generateSignature();
    }

    @Test
    void aSignatureOfASpecialNumberIsRefused() {
        for (byte[] number : SpecialNumbers.of(TestKeys.RSA.getPublic())) {
            assertFault(TokenFault.SIGNATURE, signedWith(SampleSignedTicket.v2(), number));
            assertFault(
                    TokenFault.SIGNATURE,
                    SampleSignedTicket.v1()
                            .text("signature", Base64.getEncoder().encodeToString(number)));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 128, 255, 257, 512})
    void aSignatureOfAnotherLengthIsRefused(int bytes) {
        assertFault(TokenFault.SIGNATURE, signedWith(SampleSignedTicket.v2(), new byte[bytes]));
    }

    @Test
    void leadingZerosAreRefused() throws GeneralSecurityException {
        Signature signature = EnvelopeSignature.V2.forKey(TestKeys.RSA.getPublic());
        SampleSignedTicket ticket = SampleSignedTicket.v2();
        signature.initSign(TestKeys.RSA.getPrivate());
        signature.update(ticket.signedText().getBytes(StandardCharsets.UTF_8));
        byte[] good = signature.sign();
        byte[] longer = new byte[good.length + 1];
        System.arraycopy(good, 0, longer, 1, good.length);
        assertFault(TokenFault.SIGNATURE, signedWith(ticket, longer));
        assertFault(TokenFault.SIGNATURE, signedWith(ticket, Arrays.copyOf(good, 257)));
    }

    // What is signed.

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",",
                "salt",
                "salt,validFrom,validTo",
                "salt,validFrom,data",
                "salt,validFrom,validTo,data,data",
                "salt,validFrom,validTo,data,",
                ",salt,validFrom,validTo,data",
                "salt,salt,validTo,data",
                "salt,validFrom,validTo,data,certificate",
                "salt,validFrom,validTo,data,signedFields",
                "salt,validFrom,validTo,data,digest",
                "salt,validFrom,validTo,data,x",
                "salt, validFrom,validTo,data",
                "salt validFrom validTo data",
                "salt;validFrom;validTo;data",
                "Salt,validFrom,validTo,data",
                "salt\u0000,validFrom,validTo,data"
            })
    void theSignedFieldsAreTheWholeSet(String fields) {
        String[] names = fields.split(",", -1);
        assertFault(
                TokenFault.MALFORMED,
                SampleSignedTicket.v2().order(names).text("signedFields", fields));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data,validTo,validFrom,salt",
                "validTo,salt,data,validFrom",
                "salt,data,validFrom,validTo"
            })
    void theirOrderDoesNotMatter(String fields) throws TokenException {
        STRICT.verify(SampleSignedTicket.v2().order(fields.split(",", -1)).build());
    }

    @Test
    void anotherOrderThanTheSignedOneIsRefused() {
        assertFault(
                TokenFault.SIGNATURE,
                SampleSignedTicket.v2().text("signedFields", "validFrom,salt,validTo,data"));
    }

    @Test
    void datesThatChangePlacesAreRefused() {
        // The signed bytes are the same: the values change places, and so do the names.
        String good = SampleSignedTicket.v2().text("validTo", date(20)).envelope();
        String swapped =
                good.replace("\"validFrom\":", "\"x\":")
                        .replace("\"validTo\":", "\"validFrom\":")
                        .replace("\"x\":", "\"validTo\":")
                        .replace("salt,validFrom,validTo", "salt,validTo,validFrom");
        assertRefused(TokenFault.EXPIRED, () -> at(10).verify(SampleSignedTicket.encode(swapped)));
    }

    @Test
    void halfACharacterIsNotTheQuestionMarkThatTheEngineSigned() throws TokenException {
        SampleSignedTicket ticket = SampleSignedTicket.v2().payload("transfer-id", "\"a?b\"");
        String envelope = ticket.envelope();
        STRICT.verify(SampleSignedTicket.encode(envelope));
        assertFault(
                TokenFault.SIGNATURE,
                SampleSignedTicket.encode(envelope.replace("a?b", "a\\ud800b")));
    }

    // The envelope.

    @ParameterizedTest
    @ValueSource(strings = {"salt", "validFrom", "validTo", "data", "signedFields", "v2_signature"})
    void aFieldThatIsMissingIsRefused(String name) {
        String envelope = SampleSignedTicket.v2().envelope();
        String without = envelope.replaceFirst("\"" + name + "\":\"(?:\\\\.|[^\"\\\\])*\",?", "");
        assertThat(without).isNotEqualTo(envelope);
        String repaired = without.replace(",}", "}");
        assertThat(faultOf(SampleSignedTicket.encode(repaired)))
                .isIn(TokenFault.CLAIMS, TokenFault.MALFORMED);
    }

    private static TokenFault faultOf(String ticket) {
        try {
            WITH_V1.verify(ticket);
        } catch (TokenException e) {
            return e.fault();
        }
        throw new AssertionError("accepted");
    }

    @Test
    void aFieldOutsideTheListIsRefused() {
        assertFault(TokenFault.MALFORMED, SampleSignedTicket.v2().text("x", ""));
        assertFault(TokenFault.MALFORMED, SampleSignedTicket.v2().text("Salt", "AAECAwQFBgc="));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "null", "true", "[]", "{}", "1e400"})
    void aFieldIsAText(String json) {
        for (String name : List.of("certificate", "signature", "digest")) {
            assertFault(TokenFault.MALFORMED, SampleSignedTicket.v2().field(name, json));
        }
    }

    @Test
    void aFieldThatIsThereTwiceIsRefused() {
        String envelope = SampleSignedTicket.v2().envelope();
        for (String again :
                List.of("\"salt\":\"AAECAwQFBgc=\"", "\"s\\u0061lt\":\"AAECAwQFBgc=\"")) {
            assertFault(
                    TokenFault.MALFORMED,
                    SampleSignedTicket.encode(envelope.replaceFirst("\\{", "{" + again + ",")));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "AAAA",
                "AAECAwQFBgc",
                "AAECAwQFBg==",
                "AAECAwQFBgcI",
                "AAECAwQFBgd=",
                "AAECAwQFBgc= ",
                "AAEC AwQFBgc=",
                "AAECAwQFBgcICQ==",
                "AA-CAwQFBgc="
            })
    void theSaltIsEightBytes(String salt) {
        assertFault(TokenFault.MALFORMED, SampleSignedTicket.v2().text("salt", salt));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2027011508000",
                "202701150800000",
                "20270230080000",
                "20261301080000",
                "20260001080000",
                "20270115240000",
                "20270115080060",
                "2027-01-15T080",
                " 20270115080000",
                "+2027011508000",
                "\u0662\u0660\u0662\u0667\u0660\u0661\u0661\u0665\u0660\u0668\u0660\u0660\u0660\u0660"
            })
    void aDateIsFourteenDigitsOfARealDay(String date) {
        assertThat(faultOf(SampleSignedTicket.v2().text("validTo", date).build()))
                .isIn(TokenFault.MALFORMED, TokenFault.EXPIRED);
        assertThat(faultOf(SampleSignedTicket.v2().text("validFrom", date).build()))
                .isIn(TokenFault.MALFORMED, TokenFault.LIFETIME);
    }

    @Test
    void theLastYearOfAllIsNoReasonToFail() {
        // The payload's lifetime bounds it.
        assertThat(SampleSignedTicket.date(253_402_300_799L)).isEqualTo("99991231235959");
        assertFault(
                TokenFault.LIFETIME,
                SampleSignedTicket.v2()
                        .text("validTo", "99991231235959")
                        .payload("exp", "999999999999999"));
    }

    @Test
    void datesAreSigned() {
        String envelope = SampleSignedTicket.v2().envelope();
        assertFault(
                TokenFault.SIGNATURE,
                SampleSignedTicket.encode(envelope.replace(date(3600), date(3601))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "[]",
                "1",
                "null",
                "\"a\"",
                "{}{}",
                "{} x",
                "{",
                "{\"nbf\":1,}",
                "x",
                "[{\"nbf\":1}]",
                "\ufeff{}",
                "{\"nbf\":1} \u0000"
            })
    void theDataIsOneJsonObject(String data) {
        assertFault(TokenFault.MALFORMED, SampleSignedTicket.v2().text("data", data));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nbf", "exp", "imaged-uri", "transfer-ticket"})
    void whatThePayloadNeedsMustBeThere(String name) {
        assertFault(TokenFault.CLAIMS, SampleSignedTicket.v2().withoutPayload(name));
        assertFault(TokenFault.MALFORMED, SampleSignedTicket.v2().payload(name, "null"));
        assertFault(TokenFault.MALFORMED, SampleSignedTicket.v2().payload(name, "[1]"));
    }

    @ParameterizedTest
    @CsvSource({
        "nbf, \"1800000000\"",
        "exp, \"1800003600\"",
        "iat, \"1800000000\"",
        "imaged-uri, 1",
        "transfer-ticket, 1",
        "transfer-id, 1"
    })
    void whatThePayloadSaysHasItsType(String name, String json) {
        assertFault(TokenFault.CLAIMS, SampleSignedTicket.v2().payload(name, json));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.8e9", "1800003600.0", "1e400", "-1", "-0", "1000000000000000"})
    void aTimeIsWholeSeconds(String json) {
        assertFault(TokenFault.MALFORMED, SampleSignedTicket.v2().payload("exp", json));
    }

    @Test
    void whatThePayloadDoesNotHaveIsRefused() {
        assertFault(TokenFault.MALFORMED, SampleSignedTicket.v2().payload("ops", "\"read\""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://host.example:54322", "https://host.example", "https://a@host.example:1",
                "https://host.example:1/x", "https://host.example:1?x", "file:///x"
            })
    void theDaemonIsAnHttpsUriOfHostAndPort(String uri) {
        assertFault(
                TokenFault.DAEMON,
                SampleSignedTicket.v2().payload("imaged-uri", "\"" + uri + "\""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", "11112222-aaaa-4bbb-8ccc-77778888999", "x"})
    void theTicketIsAUuid(String id) {
        assertFault(
                TokenFault.CLAIMS,
                SampleSignedTicket.v2().payload("transfer-ticket", "\"" + id + "\""));
    }

    // How it is written.

    @Test
    void base64HasOneSpelling() {
        String good = SampleSignedTicket.v2().build();
        String unpadded = good.replace("=", "");
        for (String other :
                List.of(
                        good + "=",
                        good + "\n",
                        good + " ",
                        " " + good,
                        good + "!",
                        good.substring(0, 76) + "\r\n" + good.substring(76),
                        good.substring(0, 8) + "-" + good.substring(9),
                        good.substring(0, 8) + "\u00e9" + good.substring(9),
                        good.substring(0, 8) + "\u4e00" + good.substring(9),
                        good + good,
                        unpadded + "====")) {
            assertFault(TokenFault.MALFORMED, other);
        }
    }

    @Test
    void otherFormsThanBase64OfJsonAreRefused() {
        String envelope = SampleSignedTicket.v2().envelope();
        for (String other :
                List.of(
                        envelope,
                        "",
                        "e30=",
                        "H4sIAAAAAAAA/6uuBQBDv6ajAgAAAA==",
                        Base64.getEncoder()
                                .encodeToString(envelope.getBytes(StandardCharsets.UTF_16)),
                        SampleSignedTicket.encode("\ufeff" + envelope),
                        SampleSignedTicket.encode(envelope + envelope),
                        SampleSignedTicket.encode("[" + envelope + "]"),
                        SampleSignedTicket.encode(SampleSignedTicket.encode(envelope)))) {
            assertThat(faultOf(other)).isIn(TokenFault.MALFORMED, TokenFault.CLAIMS);
        }
    }

    @Test
    void theLongestTicketHasSixteenKibibytes() throws TokenException {
        STRICT.verify(padded(MAX_CHARS));
        assertFault(TokenFault.MALFORMED, padded(MAX_CHARS + 4));
    }

    /** A good ticket with this many characters, a multiple of four. */
    private static String padded(int length) {
        SampleSignedTicket ticket = SampleSignedTicket.v2().text("certificate", "");
        int missing = length / 4 * 3 - ticket.envelope().length();
        String text = ticket.text("certificate", "x".repeat(missing)).build();
        assertThat(text).hasSize(length);
        return text;
    }

    @Test
    void aMegabyteIsRefusedBeforeItIsRead() {
        for (String huge :
                List.of(
                        "A".repeat(1 << 20),
                        SampleSignedTicket.encode("[".repeat(1 << 20)),
                        SampleSignedTicket.encode("{\"data\":".repeat(100_000)))) {
            Allocation.assertBelow(256 * 1024, () -> assertFault(TokenFault.MALFORMED, huge));
        }
    }

    @Test
    void deepNestingIsRefused() {
        for (String deep :
                List.of(
                        "[".repeat(12_000),
                        "{\"data\":".repeat(1500),
                        "{\"salt\":[".repeat(1300))) {
            assertFault(TokenFault.MALFORMED, SampleSignedTicket.encode(deep));
        }
        assertFault(TokenFault.MALFORMED, SampleSignedTicket.v2().text("data", "[".repeat(9000)));
    }

    // Time.

    @ParameterizedTest
    @MethodSource("bothKinds")
    void aClockThatIsThirtySecondsOffDoesNotMatter(SampleSignedTicket sample)
            throws TokenException {
        String ticket = sample.build();
        at(-30).verify(ticket);
        at(3629).verify(ticket);
        assertRefused(TokenFault.NOT_YET_VALID, () -> at(-31).verify(ticket));
        assertRefused(TokenFault.EXPIRED, () -> at(3630).verify(ticket));
    }

    @ParameterizedTest
    @MethodSource("bothKinds")
    void aClockThatIsAnHourOffMatters(SampleSignedTicket sample) {
        String ticket = sample.build();
        assertRefused(TokenFault.NOT_YET_VALID, () -> at(-3600).verify(ticket));
        assertRefused(TokenFault.EXPIRED, () -> at(2 * 3600).verify(ticket));
    }

    @Test
    void theInnerLifetimeCounts() throws TokenException {
        String ticket =
                SampleSignedTicket.v2()
                        .payload("nbf", second(600))
                        .payload("exp", second(1200))
                        .build();
        assertRefused(TokenFault.NOT_YET_VALID, () -> at(569).verify(ticket));
        assertThat(at(570).verify(ticket).expires())
                .isEqualTo(Instant.ofEpochSecond(SampleJwt.ISSUED + 1200));
        at(1229).verify(ticket);
        assertRefused(TokenFault.EXPIRED, () -> at(1230).verify(ticket));
    }

    @Test
    void theOuterLifetimeCounts() throws TokenException {
        String ticket =
                SampleSignedTicket.v2()
                        .text("validFrom", date(600))
                        .text("validTo", date(1200))
                        .build();
        assertRefused(TokenFault.NOT_YET_VALID, () -> at(569).verify(ticket));
        assertThat(at(570).verify(ticket).expires())
                .isEqualTo(Instant.ofEpochSecond(SampleJwt.ISSUED + 1200));
        at(1229).verify(ticket);
        assertRefused(TokenFault.EXPIRED, () -> at(1230).verify(ticket));
    }

    @Test
    void aTimeOfIssueInTheFutureCounts() {
        String ticket = SampleSignedTicket.v2().payload("iat", second(600)).build();
        assertRefused(TokenFault.NOT_YET_VALID, () -> at(569).verify(ticket));
    }

    @Test
    void theDefaultLifetimeOfTheEnginesEncoderIsLongEnough() throws TokenException {
        String ticket = SampleSignedTicket.v2().text("validTo", date(5)).build();
        at(0).verify(ticket);
        at(34).verify(ticket);
        assertRefused(TokenFault.EXPIRED, () -> at(35).verify(ticket));
    }

    @Test
    void aLifetimeHasABound() throws TokenException {
        long day = LONGEST.toSeconds();
        at(60).verify(lasting(day, day + 1));
        at(60).verify(lasting(day + 1, day));
        assertRefused(TokenFault.LIFETIME, () -> at(60).verify(lasting(day + 1, day + 1)));
    }

    @Test
    void aTooLongLifetimeDoesNotGetShorterByWaiting() {
        long year = Duration.ofDays(365).toSeconds();
        assertRefused(TokenFault.LIFETIME, () -> at(year - 60).verify(lasting(year, year)));
    }

    private static String lasting(long outerSeconds, long innerSeconds) {
        return SampleSignedTicket.v2()
                .text("validTo", date(outerSeconds))
                .payload("exp", second(innerSeconds))
                .build();
    }
}
