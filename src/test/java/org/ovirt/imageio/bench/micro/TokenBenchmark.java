// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.bench.micro;

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
import org.ovirt.imageio.proxy.token.Grant;
import org.ovirt.imageio.proxy.token.JwtAlgorithm;
import org.ovirt.imageio.proxy.token.TokenException;
import org.ovirt.imageio.proxy.token.TokenVerifier;

/**
 * How long it takes to verify the value of an Authorization field: keys have been read, and whether
 * their files have changed is looked at each time, as in the proxy.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class TokenBenchmark {
    private final TokenVerifier verifier;
    private final String rs256;
    private final String ps256;
    private final String es256;
    private final String signedTicket;

    /** Makes keys and tokens. */
    public TokenBenchmark() {
        MicroKeys keys = new MicroKeys();
        verifier = keys.verifier();
        rs256 = keys.bearer(JwtAlgorithm.RS256);
        ps256 = keys.bearer(JwtAlgorithm.PS256);
        es256 = keys.bearer(JwtAlgorithm.ES256);
        signedTicket = keys.signedTicket();
    }

    /** RSA with 2048 bits. */
    @Benchmark
    public Grant rs256() throws TokenException {
        return verifier.verify(rs256);
    }

    /** RSA with 2048 bits. */
    @Benchmark
    public Grant ps256() throws TokenException {
        return verifier.verify(ps256);
    }

    /** The curve P-256. */
    @Benchmark
    public Grant es256() throws TokenException {
        return verifier.verify(es256);
    }

    /** Version 2, RSA with 2048 bits; the certificate is checked against the CA each time. */
    @Benchmark
    public Grant signedTicket() throws TokenException {
        return verifier.verify(signedTicket);
    }
}
