// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.bench.micro;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.ovirt.imageio.proxy.token.JwtAlgorithm;
import org.ovirt.imageio.proxy.token.TokenException;
import org.ovirt.imageio.proxy.token.TokenFault;
import org.ovirt.imageio.proxy.token.TokenVerifier;

/**
 * How long it takes to refuse what somebody without a key can send, of 8 KiB where that matters.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class RefusedTokenBenchmark {
    /** Of which the base64 has 8 KiB, with room for the dots and the rest of a JWT. */
    private static final int BYTES = 6_100;

    private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();
    private static final String HEADER = url("{\"alg\":\"RS256\"}");

    private final TokenVerifier verifier;
    private final String randomJwt;
    private final String randomTicket;
    private final String nestedHeader;
    private final String nestedPayload;
    private final String nestedTicket;
    private final String wrongSignature;
    private final String wrongTicketSignature;

    /** Makes keys and what shall be refused. */
    public RefusedTokenBenchmark() {
        MicroKeys keys = new MicroKeys();
        verifier = keys.verifier();
        byte[] random = new byte[BYTES];
        new Random(1).nextBytes(random);
        String nest = "[".repeat(BYTES);
        randomJwt = "Bearer " + HEADER + "." + URL.encodeToString(random) + ".AAAA";
        randomTicket = Base64.getEncoder().encodeToString(random);
        nestedHeader = "Bearer " + url("{\"kid\":" + nest) + ".e30.AAAA";
        String good = keys.bearer(JwtAlgorithm.RS256);
        String signature = altered(good.substring(good.lastIndexOf('.') + 1));
        nestedPayload =
                "Bearer %s.%s.%s"
                        .formatted(
                                HEADER,
                                url("{\"a\":" + nest.substring(signature.length())),
                                signature);
        nestedTicket =
                Base64.getEncoder()
                        .encodeToString(("{\"data\":" + nest).getBytes(StandardCharsets.UTF_8));
        wrongSignature = good.substring(0, good.lastIndexOf('.') + 1) + signature;
        wrongTicketSignature = withOtherSalt(keys.signedTicket());
    }

    private static String url(String text) {
        return URL.encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** As large a number as a good one, which is what its verification takes its time for. */
    private static String altered(String signature) {
        int middle = signature.length() / 2;
        char other = signature.charAt(middle) == 'A' ? 'B' : 'A';
        return signature.substring(0, middle) + other + signature.substring(middle + 1);
    }

    private static String withOtherSalt(String ticket) {
        String envelope =
                new String(Base64.getDecoder().decode(ticket), StandardCharsets.UTF_8)
                        .replaceFirst("(\"salt\":)\"[^\"]*\"", "$1\"AAAAAAAAAAA=\"");
        return Base64.getEncoder().encodeToString(envelope.getBytes(StandardCharsets.UTF_8));
    }

    /** A payload without a meaning. */
    @Benchmark
    public TokenFault randomJwt() {
        return refused(randomJwt, TokenFault.MALFORMED);
    }

    /** An envelope without a meaning. */
    @Benchmark
    public TokenFault randomTicket() {
        return refused(randomTicket, TokenFault.MALFORMED);
    }

    /** A header of opening brackets. */
    @Benchmark
    public TokenFault nestedHeader() {
        return refused(nestedHeader, TokenFault.MALFORMED);
    }

    /** A payload of opening brackets, which nobody has signed. */
    @Benchmark
    public TokenFault nestedPayload() {
        return refused(nestedPayload, TokenFault.SIGNATURE);
    }

    /** An envelope of opening brackets. */
    @Benchmark
    public TokenFault nestedTicket() {
        return refused(nestedTicket, TokenFault.MALFORMED);
    }

    /** A JWT that would be good with another signature. */
    @Benchmark
    public TokenFault wrongSignature() {
        return refused(wrongSignature, TokenFault.SIGNATURE);
    }

    /** A signed ticket that would be good with another signature. */
    @Benchmark
    public TokenFault wrongTicketSignature() {
        return refused(wrongTicketSignature, TokenFault.SIGNATURE);
    }

    private TokenFault refused(String token, TokenFault expected) {
        try {
            throw new IllegalStateException("accepted: " + verifier.verify(token));
        } catch (TokenException e) {
            if (e.fault() != expected) {
                throw new IllegalStateException("refused for another reason", e);
            }
            return e.fault();
        }
    }
}
