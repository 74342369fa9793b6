// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ovirt.imageio.proxy.token.Faults.assertRefused;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a JWT must be written and signed. What it must claim: {@link JwtVerifierTest}. */
class JwsTest {
    private static final String HEADER = "{\"alg\":\"RS256\"}";
    private static final int LONGEST = 8192;

    private final AtomicInteger askedForKeys = new AtomicInteger();
    private final JwtVerifier verifier =
            verifier(
                    VerificationKey.of(Optional.of("one"), TestKeys.RSA.getPublic()),
                    VerificationKey.of(Optional.of("two"), TestKeys.EC.getPublic()));

    private JwtVerifier verifier(VerificationKey... keys) {
        return new JwtVerifier(
                () -> {
                    askedForKeys.incrementAndGet();
                    return List.of(keys);
                },
                new JwtRules(
                        Optional.of("engine"),
                        Set.of("ovirt-imageio-proxy"),
                        Optional.empty(),
                        Duration.ZERO,
                        Optional.empty(),
                        Duration.ofDays(1)),
                SampleJwt.CLOCK);
    }

    private void assertFault(TokenFault fault, String token) {
        assertRefused(fault, () -> verifier.verify(token));
    }

    private static String payload() {
        return new SampleJwt().payload();
    }

    /** A true signature over a header and a payload as they are. */
    private static String signed(String header, String payload) {
        return SampleJwt.compact(SampleJwt.bytes(header), SampleJwt.bytes(payload), Signer.RS256);
    }

    // Algorithms and keys.

    @ParameterizedTest
    @ValueSource(
            strings = {
                "none", "None", "nOnE", "NONE", "", "HS256", "HS384", "HS512", "RS384", "RS512",
                "PS384", "PS512", "ES384", "ES512", "ES256K", "EdDSA", "rs256", "RS256 ", "RS1"
            })
    void anAlgorithmThatIsNotOfferedIsRefused(String algorithm) {
        String token = new SampleJwt().header("alg", "\"" + algorithm + "\"").build();
        assertFault(TokenFault.ALGORITHM, token);
        assertFault(TokenFault.ALGORITHM, token.substring(0, token.lastIndexOf('.') + 1));
        assertThat(askedForKeys).hasValue(0);
    }

    @Test
    void aTokenWithoutAnAlgorithmIsRefused() {
        assertFault(TokenFault.ALGORITHM, signed("{}", payload()));
        assertFault(TokenFault.ALGORITHM, signed("{\"typ\":\"JWT\"}", payload()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "null", "[\"RS256\"]", "{\"RS256\":1}", "true"})
    void anAlgorithmIsAText(String json) {
        String token = new SampleJwt().header("alg", json).build();
        assertThat(fault(token)).isIn(TokenFault.MALFORMED, TokenFault.CLAIMS);
    }

    private TokenFault fault(String token) {
        try {
            verifier.verify(token);
        } catch (TokenException e) {
            return e.fault();
        }
        throw new AssertionError("accepted");
    }

    static Stream<byte[]> publicKeysAsSecrets() {
        byte[] der = TestKeys.RSA.getPublic().getEncoded();
        String pem = TestKeys.pem(TestKeys.RSA.getPublic());
        String jwk = TestKeys.jwk("one", TestKeys.RSA.getPublic());
        return Stream.of(
                der,
                SampleJwt.bytes(pem),
                SampleJwt.bytes(pem.strip()),
                SampleJwt.bytes(Base64.getEncoder().encodeToString(der)),
                SampleJwt.bytes(jwk),
                SampleJwt.bytes(TestKeys.jwks(jwk)));
    }

    @ParameterizedTest
    @MethodSource("publicKeysAsSecrets")
    void thePublicKeyIsNoSecret(byte[] secret) throws GeneralSecurityException {
        String text =
                SampleJwt.encode(SampleJwt.bytes("{\"alg\":\"HS256\",\"kid\":\"one\"}"))
                        + "."
                        + SampleJwt.encode(SampleJwt.bytes(payload()));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret, "HmacSHA256"));
        String signature = SampleJwt.encode(mac.doFinal(SampleJwt.bytes(text)));
        assertFault(TokenFault.ALGORITHM, text + "." + signature);
    }

    @ParameterizedTest
    @EnumSource
    void aTokenOfAnotherKeyIsRefused(Signer signer) {
        PrivateKey other =
                (signer == Signer.ES256 ? TestKeys.OTHER_EC : TestKeys.OTHER_RSA).getPrivate();
        assertFault(TokenFault.SIGNATURE, new SampleJwt().signer(signer).build(other));
    }

    @Test
    void aKeyIsOnlyGoodForItsAlgorithms() throws TokenException {
        VerificationKey rsa = VerificationKey.of(Optional.empty(), TestKeys.RSA.getPublic());
        JwtVerifier strict = verifier(rsa.onlyFor("PS256"));
        String rs256 = new SampleJwt().signer(Signer.RS256).build();
        strict.verify(new SampleJwt().signer(Signer.PS256).build());
        assertRefused(TokenFault.SIGNATURE, () -> strict.verify(rs256));
        assertRefused(
                TokenFault.SIGNATURE,
                () -> strict.verify(new SampleJwt().signer(Signer.ES256).build()));
    }

    @ParameterizedTest
    @CsvSource({"RS256, PS256", "PS256, RS256", "ES256, RS256", "RS256, ES256"})
    void aSignatureOfAnotherAlgorithmIsRefused(String claimed, Signer signer) {
        assertFault(
                TokenFault.SIGNATURE,
                new SampleJwt().signer(signer).header("alg", "\"" + claimed + "\"").build());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"three\"",
                "\"\"",
                "\"One\"",
                "\"../../../../dev/null\"",
                "\"' OR 1=1 --\"",
                "\"http://127.0.0.1/key\"",
                "\"one\\u0000\"",
                "\"two\""
            })
    void aKeyIdThatIsNotThatOfTheKeyIsRefused(String kid) {
        assertFault(TokenFault.SIGNATURE, new SampleJwt().header("kid", kid).build());
        assertThat(askedForKeys).as("once for a token, whatever it names").hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "true", "[]", "{}", "1.5"})
    void aKeyIdIsAText(String kid) {
        assertFault(TokenFault.MALFORMED, new SampleJwt().header("kid", kid).build());
    }

    @Test
    void aHugeKeyIdIsRefusedBeforeItIsRead() {
        String kid = "\"" + "k".repeat(1 << 20) + "\"";
        assertCheap(TokenFault.MALFORMED, new SampleJwt().header("kid", kid).build());
        assertThat(askedForKeys).hasValue(0);
    }

    @Test
    void theKeyIdOfTheKeyIsAccepted() throws TokenException {
        verifier.verify(new SampleJwt().header("kid", "\"one\"").build());
        verifier.verify(new SampleJwt().signer(Signer.ES256).header("kid", "\"two\"").build());
        verifier.verify(new SampleJwt().build());
    }

    // What a token names in its header.

    @ParameterizedTest
    @ValueSource(strings = {"jku", "x5u"})
    void anAddressOfAKeyIsNotAskedFor(String name) throws IOException {
        try (ServerSocketChannel listener = ServerSocketChannel.open()) {
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            listener.configureBlocking(false);
            int port = listener.socket().getLocalPort();
            assertFault(
                    TokenFault.MALFORMED,
                    new SampleJwt()
                            .header(name, "\"http://127.0.0.1:%d/keys\"".formatted(port))
                            .build());
            assertThat(listener.accept()).isNull();
        }
    }

    @Test
    void aKeyInTheTokenIsRefused() {
        String own = TestKeys.jwk("one", TestKeys.OTHER_RSA.getPublic());
        PrivateKey key = TestKeys.OTHER_RSA.getPrivate();
        assertFault(TokenFault.MALFORMED, new SampleJwt().header("jwk", own).build(key));
        assertFault(TokenFault.MALFORMED, new SampleJwt().header("x5c", "[\"MII=\"]").build(key));
        assertFault(TokenFault.MALFORMED, new SampleJwt().header("jwk", own).build());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            quoteCharacter = '`',
            value = {
                "crit [\"exp\"]",
                "crit [\"b64\"]",
                "crit []",
                "b64 false",
                "b64 true",
                "zip \"DEF\"",
                "cty \"JWT\"",
                "enc \"A256GCM\"",
                "p2c 2147483647",
                "epk {}",
                "x5t \"a\"",
                "x5t#S256 \"a\"",
                "x 1"
            })
    void whatElseAHeaderSaysIsRefused(String name, String json) {
        assertFault(TokenFault.MALFORMED, new SampleJwt().header(name, json).build());
    }

    @Test
    void anUnencodedPayloadIsRefused() {
        String text =
                SampleJwt.encode(
                                SampleJwt.bytes(
                                        "{\"alg\":\"RS256\",\"b64\":false,\"crit\":[\"b64\"]}"))
                        + ".payload";
        assertFault(
                TokenFault.MALFORMED,
                SampleJwt.signed(text, Signer.RS256, TestKeys.RSA.getPrivate()));
    }

    // Bombs.

    static Stream<String> encryptedTokens() {
        return Stream.of(
                        "{\"alg\":\"PBES2-HS512+A256KW\",\"enc\":\"A256GCM\",\"p2c\":2147483647,"
                                + "\"p2s\":\"c2FsdA\"}",
                        "{\"alg\":\"dir\",\"enc\":\"A256GCM\",\"zip\":\"DEF\"}",
                        "{\"alg\":\"RSA-OAEP\",\"enc\":\"A256GCM\"}",
                        HEADER)
                .map(header -> SampleJwt.encode(SampleJwt.bytes(header)) + ".a2V5.aXY.Y3Q.dGFn");
    }

    @ParameterizedTest
    @MethodSource("encryptedTokens")
    void anEncryptedTokenIsRefusedAtOnce(String token) {
        assertCheap(TokenFault.MALFORMED, token);
    }

    @Test
    void aBombInTheFormOfASignedTokenIsRefusedAtOnce() {
        for (String header :
                List.of(
                        "{\"alg\":\"RS256\",\"zip\":\"DEF\"}",
                        "{\"alg\":\"RS256\",\"p2c\":2147483647}")) {
            assertCheap(TokenFault.MALFORMED, signed(header, payload()));
        }
    }

    @Test
    void aTokenWithinATokenIsRefused() {
        assertFault(TokenFault.MALFORMED, signed(HEADER, new SampleJwt().build()));
        assertFault(TokenFault.MALFORMED, signed(HEADER, "\"" + new SampleJwt().build() + "\""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":", "[[],"})
    void deepNestingIsRefusedAtOnce(String level) {
        String deep = level.repeat(100_000);
        assertCheap(TokenFault.MALFORMED, signed(HEADER, deep));
        assertCheap(TokenFault.MALFORMED, signed(deep, payload()));
        // As deep as a token has room for.
        String fitting = level.repeat(5000 / level.length());
        assertFault(TokenFault.MALFORMED, signed(HEADER, fitting));
        assertFault(TokenFault.MALFORMED, signed(HEADER, "{\"x\":" + fitting));
        assertFault(TokenFault.MALFORMED, signed(fitting, payload()));
    }

    @Test
    void closedDeepNestingIsRefusedToo() {
        String deep = "[".repeat(2500) + "]".repeat(2500);
        assertFault(TokenFault.MALFORMED, new SampleJwt().claim("x", deep).build());
        assertFault(TokenFault.CLAIMS, new SampleJwt().claim("aud", deep).build());
    }

    @Test
    void aTokenOfAMegabyteOfDotsIsRefusedAtOnce() {
        assertCheap(TokenFault.MALFORMED, ".".repeat(1 << 20));
        assertCheap(TokenFault.MALFORMED, ".".repeat(LONGEST));
    }

    private void assertCheap(TokenFault fault, String token) {
        Allocation.assertBelow(256 * 1024, () -> assertFault(fault, token));
    }

    // Spellings.

    @Test
    void theLongestTokenHasEightKibibytes() throws TokenException {
        verifier.verify(padded(LONGEST));
        assertFault(TokenFault.MALFORMED, padded(LONGEST + 2));
    }

    /** A good token with this many characters, which base64 has a text for. */
    private static String padded(int length) {
        SampleJwt token = new SampleJwt().claim("x", "\"\"");
        String empty = token.build();
        int fixed = empty.length() - empty.split("\\.", -1)[1].length();
        int missing = (length - fixed) * 3 / 4 - token.payload().length();
        String text = token.claim("x", "\"" + "x".repeat(missing) + "\"").build();
        assertThat(text).hasSize(length);
        return text;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%s,\"alg\":\"RS256\"}",
                "%s,\"\\u0061lg\":\"none\"}",
                "%s,\"typ\":\"JWT\",\"typ\":\"JWT\"}"
            })
    void aHeaderThatSaysSomethingTwiceIsRefused(String form) {
        assertFault(TokenFault.MALFORMED, signed(form.formatted("{\"alg\":\"RS256\""), payload()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"exp\":1800003600",
                "\"ops\":[\"read\"],\"ops\":[\"write\"]",
                "\"\\u0065xp\":1800003600",
                "\"x\":1,\"x\":1"
            })
    void aClaimThatIsMadeTwiceIsRefused(String more) {
        String payload = payload();
        assertFault(
                TokenFault.MALFORMED,
                signed(HEADER, payload.substring(0, payload.length() - 1) + "," + more + "}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "[{}]",
                "1",
                "\"a\"",
                "%sx",
                "%s{}",
                "%s %s",
                "x%s",
                "\ufeff%s",
                "%s\u0000",
                "/**/%s",
                "%s//",
                "{\"a\":1,}",
                "{,}",
                "{\"a\" 1}",
                "{\"a\"::1}",
                "{'a':1}",
                "{\"a\":01}",
                "{\"a\":+1}",
                "{\"a\":NaN}",
                "{\"a\":\"\t\"}",
                "{\"a\":\"\\x41\"}",
                "{\"a\":\"\\u12\"}",
                "{a:1}",
                "{\"a\":tru}"
            })
    void aPayloadIsOneJsonObject(String form) {
        assertFault(TokenFault.MALFORMED, signed(HEADER, form.replace("%s", payload())));
        assertFault(TokenFault.MALFORMED, signed(form.replace("%s", HEADER), payload()));
    }

    static Stream<byte[]> whatIsNotUtf8() {
        return Stream.of(
                new byte[] {(byte) 0x80},
                new byte[] {(byte) 0xc3},
                new byte[] {(byte) 0xc0, (byte) 0xaf},
                new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
                new byte[] {(byte) 0xf5, (byte) 0x80, (byte) 0x80, (byte) 0x80},
                new byte[] {(byte) 0xff, (byte) 0xfe});
    }

    @ParameterizedTest
    @MethodSource("whatIsNotUtf8")
    void whatIsNotUtf8IsRefused(byte[] junk) {
        byte[] payload = inText("{\"x\":\"%s\"," + payload().substring(1), junk);
        assertFault(
                TokenFault.MALFORMED,
                SampleJwt.compact(SampleJwt.bytes(HEADER), payload, Signer.RS256));
        byte[] header = inText("{\"alg\":\"RS256\",\"kid\":\"%s\"}", junk);
        assertFault(
                TokenFault.MALFORMED,
                SampleJwt.compact(header, SampleJwt.bytes(payload()), Signer.RS256));
    }

    private static byte[] inText(String form, byte[] junk) {
        return form.formatted(new String(junk, StandardCharsets.ISO_8859_1))
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void otherEncodingsOfUnicodeAreRefused() {
        for (var encoding : List.of(StandardCharsets.UTF_16, StandardCharsets.UTF_16LE)) {
            assertFault(
                    TokenFault.MALFORMED,
                    SampleJwt.compact(
                            SampleJwt.bytes(HEADER), payload().getBytes(encoding), Signer.RS256));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPartHasOneSpelling(Signer signer) {
        String good = new SampleJwt().signer(signer).build();
        List<String> parts = List.of(good.split("\\.", -1));
        for (int i = 0; i < parts.size(); i++) {
            for (String other : otherSpellings(parts.get(i))) {
                String[] changed = parts.toArray(String[]::new);
                changed[i] = other;
                assertFault(TokenFault.MALFORMED, String.join(".", changed));
            }
        }
    }

    private static List<String> otherSpellings(String part) {
        return List.of(
                part + "=",
                part + "==",
                part + " ",
                " " + part,
                part + "\n",
                part + "\r\n",
                part + "\t",
                part.substring(0, 8) + "\n" + part.substring(8),
                part.substring(0, 8) + "." + part.substring(8),
                part + "%3D",
                part + "\u0100",
                part + "\u212a",
                "+" + part.substring(1),
                "/" + part.substring(1));
    }

    @ParameterizedTest
    @EnumSource
    void bitsThatDecodeToNothingAreRefused(Signer signer) {
        String good = new SampleJwt().signer(signer).claim("x", "\"\"").build();
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        int last = alphabet.indexOf(good.charAt(good.length() - 1));
        // 256 and 64 bytes leave four bits of the last character.
        for (int stray = 1; stray < 16; stray++) {
            assertFault(
                    TokenFault.MALFORMED,
                    good.substring(0, good.length() - 1) + alphabet.charAt(last ^ stray));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "...",
                "a",
                "a.b",
                "a.b.c",
                "a.b.c.d",
                "{}",
                "\0",
                "\u00e9.\u00e9.\u00e9"
            })
    void whatHasNotThreePartsIsRefused(String text) {
        assertFault(TokenFault.MALFORMED, text);
    }

    @Test
    void otherSerializationsAreRefused() {
        String[] parts = new SampleJwt().build().split("\\.", -1);
        String flat =
                "{\"protected\":\"%s\",\"payload\":\"%s\",\"signature\":\"%s\"}"
                        .formatted((Object[]) parts);
        assertFault(TokenFault.MALFORMED, flat);
        assertFault(TokenFault.MALFORMED, SampleJwt.encode(SampleJwt.bytes(flat)));
    }

    // Signatures.

    @ParameterizedTest
    @EnumSource
    void aSignatureOfAnotherLengthIsRefused(Signer signer) {
        String good = new SampleJwt().signer(signer).build();
        int start = good.lastIndexOf('.') + 1;
        byte[] signature = Base64.getUrlDecoder().decode(good.substring(start));
        for (int length : new int[] {0, 1, 2, 32, 62, 63, 65, 255, 257, 512}) {
            if (length != signature.length) {
                assertFault(
                        TokenFault.SIGNATURE,
                        good.substring(0, start)
                                + SampleJwt.encode(Arrays.copyOf(signature, length)));
            }
        }
        byte[] zeroFirst = new byte[signature.length + 1];
        System.arraycopy(signature, 0, zeroFirst, 1, signature.length);
        assertFault(TokenFault.SIGNATURE, good.substring(0, start) + SampleJwt.encode(zeroFirst));
    }

    @Test
    void anEcSignatureInDerIsRefused() throws GeneralSecurityException {
        String good = new SampleJwt().signer(Signer.ES256).build();
        String text = good.substring(0, good.lastIndexOf('.'));
        Signature der = Signature.getInstance("SHA256withECDSA");
        der.initSign(TestKeys.EC.getPrivate());
        der.update(SampleJwt.bytes(text));
        assertFault(TokenFault.SIGNATURE, text + "." + SampleJwt.encode(der.sign()));
    }

    @Test
    void theMirrorImageOfAnEcSignatureIsTheSameToken() throws TokenException {
        // Whoever sees (r, s) can compute (r, n - s), which ECDSA also takes. It signs the same
        // text, so it grants the same and is revoked by the same ticket id.
        String good = new SampleJwt().signer(Signer.ES256).build();
        int start = good.lastIndexOf('.') + 1;
        byte[] signature = Base64.getUrlDecoder().decode(good.substring(start));
        BigInteger n = ((ECPublicKey) TestKeys.EC.getPublic()).getParams().getOrder();
        BigInteger s = new BigInteger(1, Arrays.copyOfRange(signature, 32, 64));
        byte[] mirrored = n.subtract(s).toByteArray();
        byte[] other = Arrays.copyOf(signature, 64);
        Arrays.fill(other, 32, 64, (byte) 0);
        int digits = Math.min(32, mirrored.length);
        System.arraycopy(mirrored, mirrored.length - digits, other, 64 - digits, digits);
        assertThat(verifier.verify(good.substring(0, start) + SampleJwt.encode(other)))
                .isEqualTo(verifier.verify(good));
    }

    @Test
    void anEcSignatureWithoutItsLeadingZerosIsRefused() throws TokenException {
        // r and s of one signature in 65536 begin with a zero byte; this is such a token.
        String text = ShortSignature.TEXT;
        byte[] full = Base64.getUrlDecoder().decode(ShortSignature.SIGNATURE);
        Jws.parse(text + "." + SampleJwt.encode(full)).verify(ShortSignature.keys());
        byte[] cut = new byte[62];
        System.arraycopy(full, 1, cut, 0, 31);
        System.arraycopy(full, 33, cut, 31, 31);
        for (byte[] other : List.of(cut, Arrays.copyOf(cut, 63))) {
            assertRefused(
                    TokenFault.SIGNATURE,
                    () ->
                            Jws.parse(text + "." + SampleJwt.encode(other))
                                    .verify(ShortSignature.keys()));
        }
    }

    @ParameterizedTest
    @EnumSource(names = "ES256", mode = EnumSource.Mode.EXCLUDE)
    void anRsaSignatureOfASpecialNumberIsRefused(Signer signer) {
        String good = new SampleJwt().signer(signer).build();
        String text = good.substring(0, good.lastIndexOf('.') + 1);
        for (byte[] number : SpecialNumbers.of(TestKeys.RSA.getPublic())) {
            assertFault(TokenFault.SIGNATURE, text + SampleJwt.encode(number));
        }
    }
}
