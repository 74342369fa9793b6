// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ovirt.imageio.proxy.token.Faults.assertRefused;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ovirt.imageio.proxy.ticket.DaemonUri;
import org.ovirt.imageio.proxy.ticket.Operation;
import org.ovirt.imageio.proxy.ticket.TicketId;

/** What a JWT must claim, and what it then grants. How it must be written: {@link JwsTest}. */
class JwtVerifierTest {
    private static final JwtRules RULES =
            new JwtRules(
                    Optional.of("engine"),
                    Set.of("ovirt-imageio-proxy", "other-proxy"),
                    Optional.empty(),
                    Duration.ofSeconds(30),
                    Optional.empty(),
                    Duration.ofDays(1));

    private static final JwtVerifier VERIFIER = verifier(RULES, SampleJwt.CLOCK);

    private static JwtVerifier verifier(JwtRules rules, Clock clock) {
        List<VerificationKey> keys =
                List.of(
                        VerificationKey.of(Optional.empty(), TestKeys.RSA.getPublic()),
                        VerificationKey.of(Optional.empty(), TestKeys.EC.getPublic()));
        return new JwtVerifier(() -> keys, rules, clock);
    }

    private static Grant verify(SampleJwt token) throws TokenException {
        return VERIFIER.verify(token.build());
    }

    private static void assertFault(TokenFault fault, SampleJwt token) {
        assertRefused(fault, () -> verify(token));
    }

    @ParameterizedTest
    @EnumSource
    void aTokenOfEachAlgorithmIsAccepted(Signer signer) throws TokenException {
        assertThat(verify(new SampleJwt().signer(signer)).ticketId().value())
                .isEqualTo(SampleJwt.TICKET);
    }

    @Test
    void aTokenGrantsWhatItSays() throws TokenException {
        SampleJwt token =
                new SampleJwt()
                        .claim("ops", "[\"read\"]")
                        .claim("size", "9223372036854775807")
                        .claim("transfer-id", "\"transfer\"")
                        .claim("filename", "\"disk \\u00e9.raw\"")
                        .claim("jti", "\"1\"")
                        .claim("sub", "\"admin\"")
                        .claim("groups", "[]");
        assertThat(verify(token))
                .isEqualTo(
                        new Grant(
                                new TicketId(SampleJwt.TICKET),
                                new DaemonUri("host.example", 54322, "/images/" + SampleJwt.TICKET),
                                Set.of(Operation.READ),
                                OptionalLong.of(Long.MAX_VALUE),
                                Optional.of("transfer"),
                                Optional.of("disk \u00e9.raw"),
                                Instant.ofEpochSecond(SampleJwt.EXPIRES)));
    }

    @Test
    void aTokenThatSaysNothingOfOperationsAllowsBoth() throws TokenException {
        Grant grant = verify(new SampleJwt());
        assertThat(grant.operations()).containsExactlyInAnyOrder(Operation.READ, Operation.WRITE);
        assertThat(grant.size()).isEmpty();
        assertThat(grant.transferId()).isEmpty();
        assertThat(grant.filename()).isEmpty();
    }

    @Test
    void aReadTokenDoesNotAllowToWrite() throws TokenException {
        Grant grant = verify(new SampleJwt().claim("ops", "[\"read\",\"read\"]"));
        assertThat(grant.operations()).containsExactly(Operation.READ);
        assertThat(grant.ticket(SampleJwt.CLOCK.instant(), Duration.ZERO).allows(Operation.WRITE))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "\"read\"",
                "[\"READ\"]",
                "[\"read\",\"delete\"]",
                "[\"read\",1]",
                "[null]",
                "[[\"read\"]]",
                "{\"read\":true}",
                "null",
                "true"
            })
    void operationsAreAListOfTheirWords(String json) {
        assertFault(TokenFault.CLAIMS, new SampleJwt().claim("ops", json));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\"1\"", "-1", "-0", "1.0", "1e3", "1e400", "9223372036854775808", "null"})
    void aSizeIsAWholeNumber(String json) {
        assertFault(TokenFault.CLAIMS, new SampleJwt().claim("size", json));
    }

    @Test
    void aSizeMayBeNothing() throws TokenException {
        assertThat(verify(new SampleJwt().claim("size", "0")).size()).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sub",
                "jti",
                "iss",
                "transfer-id",
                "filename",
                "imaged-uri",
                "transfer-ticket"
            })
    void aTextIsNothingElse(String claim) {
        for (String json : List.of("1", "1.5", "true", "null", "[\"a\"]", "{\"a\":\"b\"}")) {
            assertFault(TokenFault.CLAIMS, new SampleJwt().claim(claim, json));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "null", "true", "{}", "[1]", "[\"ovirt-imageio-proxy\",null]"})
    void anAudienceOrGroupOfAnotherTypeIsRefused(String json) {
        assertFault(TokenFault.CLAIMS, new SampleJwt().claim("aud", json));
        assertFault(TokenFault.CLAIMS, new SampleJwt().claim("groups", json));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e400",
                "1234567890123456789012345678901234567890",
                "[[{\"a\":[]}],{}]",
                "\"\\ud800\\u0000\"",
                "null"
            })
    void otherClaimsAreIgnored(String json) throws TokenException {
        SampleJwt token = new SampleJwt().claim("x", json).claim("address", json);
        assertThat(verify(token)).isEqualTo(verify(new SampleJwt()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"exp", "iat", "imaged-uri", "transfer-ticket"})
    void aClaimThatIsNeededMustBeThere(String claim) {
        assertFault(TokenFault.CLAIMS, new SampleJwt().without(claim));
    }

    // Issuer, audience, purpose.

    @ParameterizedTest
    @ValueSource(strings = {"\"Engine\"", "\"engine \"", "\"\"", "\"engine/x\""})
    void anotherIssuerIsRefused(String issuer) {
        assertFault(TokenFault.ISSUER, new SampleJwt().claim("iss", issuer));
    }

    @Test
    void aTokenOfNobodyIsRefused() {
        assertFault(TokenFault.ISSUER, new SampleJwt().without("iss"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"ovirt-engine\"",
                "\"\"",
                "[]",
                "[\"a\",\"b\"]",
                "\"Ovirt-Imageio-Proxy\""
            })
    void aTokenForSomebodyElseIsRefused(String audience) {
        assertFault(TokenFault.AUDIENCE, new SampleJwt().claim("aud", audience));
    }

    @Test
    void aTokenForNobodyIsRefused() {
        assertFault(TokenFault.AUDIENCE, new SampleJwt().without("aud"));
    }

    @Test
    void oneOfSeveralAudiencesIsEnough() throws TokenException {
        verify(new SampleJwt().claim("aud", "[\"ovirt-engine\",\"other-proxy\"]"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"at+jwt\"", "\"JOSE\"", "\"\"", "\"secevent+jwt\"", "\"jwt \""})
    void aTokenOfAnotherTypeIsRefused(String type) {
        assertFault(TokenFault.AUDIENCE, new SampleJwt().header("typ", type));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"jwt\"", "\"application/jwt\"", "\"Application/JWT\""})
    void theTypeOfAJwtIsAccepted(String type) throws TokenException {
        verify(new SampleJwt().header("typ", type));
        verify(new SampleJwt().without("typ"));
    }

    @Test
    void aGroupThatIsConfiguredIsNeeded() throws TokenException {
        JwtVerifier grouped =
                verifier(
                        new JwtRules(
                                RULES.issuer(),
                                RULES.audiences(),
                                Optional.of("transfers"),
                                RULES.skew(),
                                RULES.maxAge(),
                                RULES.longest()),
                        SampleJwt.CLOCK);
        grouped.verify(new SampleJwt().claim("groups", "[\"a\",\"transfers\"]").build());
        for (String groups : List.of("[]", "[\"Transfers\"]", "[\"transfers \"]")) {
            String token = new SampleJwt().claim("groups", groups).build();
            assertRefused(TokenFault.AUDIENCE, () -> grouped.verify(token));
        }
        assertRefused(TokenFault.AUDIENCE, () -> grouped.verify(new SampleJwt().build()));
    }

    /** What else the text may not be is tested with {@link ImagedUri}. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://host.example:54322",
                "https://host.example",
                "https://host.example:54322/x",
                "https://user@host.example:54322"
            })
    void theDaemonIsHttpsAHostAndAPortAndNothingElse(String uri) {
        assertFault(TokenFault.DAEMON, new SampleJwt().claim("imaged-uri", "\"" + uri + "\""));
    }

    @ParameterizedTest
    @CsvSource({
        "https://host.example:54322/, host.example",
        "https://192.0.2.1:1, 192.0.2.1",
        "https://[2001:db8::1]:65535, 2001:db8::1",
    })
    void theDaemonMayBeAnAddress(String uri, String host) throws TokenException {
        Grant grant = verify(new SampleJwt().claim("imaged-uri", "\"" + uri + "\""));
        assertThat(grant.daemon().host()).isEqualTo(host);
        assertThat(grant.daemon().path()).isEqualTo("/images/" + SampleJwt.TICKET);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "11112222aaaa4bbb8ccc777788889999",
                "{11112222-aaaa-4bbb-8ccc-777788889999}",
                "11112222-aaaa-4bbb-8ccc-77778888999",
                "11112222-aaaa-4bbb-8ccc-777788889999/",
                "..",
                "11112222-aaaa-4bbb-8ccc-77778888999\\u0000",
            })
    void theTicketIsAUuid(String ticket) {
        assertFault(
                TokenFault.CLAIMS, new SampleJwt().claim("transfer-ticket", "\"" + ticket + "\""));
    }

    @Test
    void aTicketIsTheSameInEitherCase() throws TokenException {
        String upper = "\"" + SampleJwt.TICKET.toUpperCase(Locale.ROOT) + "\"";
        assertThat(verify(new SampleJwt().claim("transfer-ticket", upper)))
                .isEqualTo(verify(new SampleJwt()));
    }

    // Time.

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"1800003600\"",
                "1800003600.0",
                "1800003600.5",
                "1.8000036e9",
                "1e400",
                "-1800003600",
                "1000000000001",
                "9223372036854775807",
                "9223372036854775808",
                "true",
                "null",
                "[1800003600]"
            })
    void aTimeIsWholeSeconds(String json) {
        assertFault(TokenFault.CLAIMS, new SampleJwt().claim("exp", json));
        assertFault(TokenFault.CLAIMS, new SampleJwt().claim("iat", json));
        assertFault(TokenFault.CLAIMS, new SampleJwt().claim("nbf", json));
    }

    @Test
    void aTokenIsNotValidBeforeItsTime() {
        assertFault(TokenFault.NOT_YET_VALID, new SampleJwt().claim("nbf", at(91)));
        assertFault(
                TokenFault.NOT_YET_VALID,
                new SampleJwt().claim("iat", at(91)).claim("nbf", at(-1000)));
    }

    @Test
    void aTokenIsNotValidAfterItsTime() {
        assertFault(
                TokenFault.EXPIRED, new SampleJwt().claim("iat", at(-100)).claim("exp", at(30)));
        assertFault(TokenFault.EXPIRED, new SampleJwt().claim("exp", "0"));
    }

    @Test
    void aTimeThatEndsBeforeItBeginsIsNone() {
        assertFault(TokenFault.EXPIRED, new SampleJwt().claim("iat", at(60)).claim("exp", at(60)));
        assertFault(TokenFault.EXPIRED, new SampleJwt().claim("nbf", at(70)).claim("exp", at(50)));
    }

    @Test
    void aLifetimeHasABound() throws TokenException {
        verify(new SampleJwt().claim("exp", at(86_400)));
        assertFault(TokenFault.LIFETIME, new SampleJwt().claim("exp", at(86_401)));
        // Only what an issuer says of the issue counts: a late beginning makes no token younger.
        assertFault(
                TokenFault.LIFETIME, new SampleJwt().claim("exp", at(86_401)).claim("nbf", at(60)));
    }

    @Test
    void anAgeThatIsConfiguredIsABoundToo() throws TokenException {
        JwtRules aged =
                new JwtRules(
                        RULES.issuer(),
                        RULES.audiences(),
                        RULES.group(),
                        RULES.skew(),
                        Optional.of(Duration.ofMinutes(5)),
                        RULES.longest());
        String token = new SampleJwt().build();
        verifier(aged, clock(329)).verify(token);
        assertRefused(TokenFault.EXPIRED, () -> verifier(aged, clock(330)).verify(token));
    }

    @ParameterizedTest
    @EnumSource
    void aClockThatIsThirtySecondsOffDoesNotMatter(Signer signer) throws TokenException {
        String token = new SampleJwt().signer(signer).build();
        verifier(RULES, clock(-30)).verify(token);
        verifier(RULES, clock(3629)).verify(token);
        assertRefused(TokenFault.NOT_YET_VALID, () -> verifier(RULES, clock(-31)).verify(token));
        assertRefused(TokenFault.EXPIRED, () -> verifier(RULES, clock(3630)).verify(token));
    }

    @Test
    void aClockThatIsAnHourOffMatters() {
        String token = new SampleJwt().build();
        assertRefused(TokenFault.NOT_YET_VALID, () -> verifier(RULES, clock(-3600)).verify(token));
        assertRefused(TokenFault.EXPIRED, () -> verifier(RULES, clock(2 * 3600)).verify(token));
    }

    @Test
    void aBeginOfItsOwnHasTheSameSkew() throws TokenException {
        String token = new SampleJwt().claim("nbf", at(600)).build();
        verifier(RULES, clock(570)).verify(token);
        assertRefused(TokenFault.NOT_YET_VALID, () -> verifier(RULES, clock(569)).verify(token));
    }

    private static String at(long secondsAfterIssue) {
        return Long.toString(SampleJwt.ISSUED + secondsAfterIssue);
    }

    private static Clock clock(long secondsAfterIssue) {
        return Clock.fixed(
                Instant.ofEpochSecond(SampleJwt.ISSUED + secondsAfterIssue), ZoneOffset.UTC);
    }
}
