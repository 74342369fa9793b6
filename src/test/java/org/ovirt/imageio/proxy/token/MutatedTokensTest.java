// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/**
 * Good tokens with small changes: none of them is accepted for more than the good one, and nothing
 * but {@link TokenException} comes of them.
 *
 * <p>Each try changes ten tokens, so that there are 20,000 in a normal build. {@code mvn -Pmillion
 * test} makes a million.
 */
class MutatedTokensTest {
    private static final int TOKENS_OF_A_TRY = 10;
    private static final String BEARER = "Bearer ";

    private static final TokenVerifier VERIFIER = verifier();

    private static final List<String> JWTS =
            Stream.of(Signer.values())
                    .map(
                            signer ->
                                    new SampleJwt()
                                            .signer(signer)
                                            .claim("ops", "[\"read\"]")
                                            .claim("size", "1000")
                                            .claim("filename", "\"a?b\"")
                                            .build())
                    .toList();

    private static final List<String> ENVELOPES =
            Stream.of(SampleSignedTicket.v1(), SampleSignedTicket.v2())
                    .map(ticket -> ticket.payload("transfer-id", "\"a?b\"").envelope())
                    .toList();

    private static TokenVerifier verifier() {
        List<VerificationKey> keys =
                List.of(
                        VerificationKey.of(Optional.empty(), TestKeys.RSA.getPublic()),
                        VerificationKey.of(Optional.empty(), TestKeys.EC.getPublic()));
        JwtRules rules =
                new JwtRules(
                        Optional.of("engine"),
                        Set.of("ovirt-imageio-proxy"),
                        Optional.empty(),
                        Duration.ofSeconds(30),
                        Optional.empty(),
                        Duration.ofDays(1));
        return new TokenVerifier(
                Optional.of(new JwtVerifier(() -> keys, rules, SampleJwt.CLOCK)),
                Optional.of(
                        new SignedTicketVerifier(
                                now -> TestKeys.RSA.getPublic(),
                                true,
                                Duration.ofSeconds(30),
                                Duration.ofDays(1),
                                SampleJwt.CLOCK)));
    }

    /** What a token grants, or nothing if it is refused; any other exception fails the test. */
    private static Optional<Grant> verify(String authorization) {
        try {
            return Optional.of(VERIFIER.verify(authorization));
        } catch (TokenException e) {
            return Optional.empty();
        }
    }

    /** A JWT has one spelling, but for the mirror image of an ECDSA signature. */
    private static void assertOnlyAccepted(String good, String changed) {
        assertThat(verify(BEARER + changed).isPresent())
                .as(changed)
                .isEqualTo(changed.equals(good));
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void noChangedJwtIsAccepted(@ForAll Random random) {
        Mutator mutator = new Mutator(random);
        for (int i = 0; i < TOKENS_OF_A_TRY; i++) {
            String good = mutator.pick(JWTS);
            assertOnlyAccepted(good, mutator.change(good));
        }
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void noJwtIsAcceptedWithTheSignatureOfAnother(@ForAll Random random) {
        Mutator mutator = new Mutator(random);
        for (int i = 0; i < TOKENS_OF_A_TRY; i++) {
            String good = mutator.pick(JWTS);
            String[] parts = good.split("\\.", -1);
            int part = random.nextInt(2);
            String json = decoded(Base64.getUrlDecoder().decode(parts[part]));
            parts[part] =
                    SampleJwt.encode(
                            SampleJwt.bytes(
                                    random.nextInt(4) == 0
                                            ? mutator.reorder(json)
                                            : mutator.change(json)));
            assertOnlyAccepted(good, String.join(".", parts));
        }
    }

    /**
     * The certificate, the order of the fields and the spaces of an envelope are not signed. Who
     * changes them has the same ticket.
     */
    private static void assertSameTicket(String good, String changed) {
        Optional<Grant> grant = verify(changed);
        if (grant.isPresent()) {
            assertThat(grant).as(changed).isEqualTo(verify(SampleSignedTicket.encode(good)));
            assertThat(signedText(decoded(Base64.getDecoder().decode(changed))))
                    .as(changed)
                    .isEqualTo(signedText(good));
        }
    }

    private static String signedText(String envelope) {
        Set<String> names =
                Set.of(
                        "salt",
                        "validFrom",
                        "validTo",
                        "data",
                        "digest",
                        "signedFields",
                        "signature",
                        "v2_signature",
                        "certificate");
        try {
            FlatJson fields = FlatJson.parse(envelope, names);
            return Arrays.stream(fields.text("signedFields").split(",", -1))
                    .map(name -> name + "=" + text(fields, name))
                    .collect(Collectors.joining());
        } catch (TokenException e) {
            throw new AssertionError(e);
        }
    }

    private static String text(FlatJson fields, String name) {
        try {
            return fields.text(name);
        } catch (TokenException e) {
            throw new AssertionError(e);
        }
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void noChangedTicketIsAnotherTicket(@ForAll Random random) {
        Mutator mutator = new Mutator(random);
        for (int i = 0; i < TOKENS_OF_A_TRY; i++) {
            String good = mutator.pick(ENVELOPES);
            assertSameTicket(good, mutator.change(SampleSignedTicket.encode(good)));
        }
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void noTicketWithAChangedEnvelopeIsAnotherTicket(@ForAll Random random) {
        Mutator mutator = new Mutator(random);
        for (int i = 0; i < TOKENS_OF_A_TRY; i++) {
            String good = mutator.pick(ENVELOPES);
            String changed =
                    switch (random.nextInt(4)) {
                        case 0 -> mutator.reorder(good);
                        case 1 -> good.replaceFirst("salt,.*data", mutator.shuffle(order(good)));
                        default -> mutator.change(good);
                    };
            assertSameTicket(good, SampleSignedTicket.encode(changed));
        }
    }

    private static String order(String envelope) {
        int begin = envelope.indexOf("salt,");
        return envelope.substring(begin, envelope.indexOf('"', begin));
    }

    @Property
    void ofAnyTextComesATokenExceptionOnly(@ForAll String text) {
        assertThat(verify(text)).isEmpty();
        assertThat(verify(BEARER + text)).isEmpty();
        assertThat(verify(BEARER + text + "." + text + "." + text)).isEmpty();
        assertThat(verify(SampleSignedTicket.encode(text))).isEmpty();
        String part = SampleJwt.encode(SampleJwt.bytes(text));
        assertThat(verify(BEARER + part + "." + part + "." + part)).isEmpty();
    }

    /** Signed by the true key: what an issuer can do by mistake. */
    @Property
    void ofAnyPayloadComesATokenExceptionOnly(@ForAll Random random) {
        Mutator mutator = new Mutator(random);
        String json = mutator.change(new SampleJwt().payload());
        byte[] header = SampleJwt.bytes("{\"alg\":\"ES256\"}");
        verify(BEARER + SampleJwt.compact(header, SampleJwt.bytes(json), Signer.ES256));
    }

    private static String decoded(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
