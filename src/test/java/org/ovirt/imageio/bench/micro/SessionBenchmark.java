// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.bench.micro;

import io.undertow.server.HttpServerExchange;
import io.undertow.servlet.api.Deployment;
import io.undertow.servlet.handlers.ServletPathMatch;
import io.undertow.servlet.handlers.ServletRequestContext;
import io.undertow.servlet.spec.HttpServletRequestImpl;
import io.undertow.servlet.spec.HttpServletResponseImpl;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.ovirt.imageio.proxy.session.OpenSession;

/**
 * How long it takes to find a session, of a thousand, in the container's store: a new exchange and
 * a new request each time, as for each request of a client.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class SessionBenchmark {
    private static final int SESSIONS = 1000;

    private final MicroSessions container = new MicroSessions();
    private final String id = container.open(SESSIONS);

    /** One that is there. */
    @Benchmark
    public Optional<OpenSession> known() {
        return find(id);
    }

    /** One that is not. */
    @Benchmark
    public Optional<OpenSession> unknown() {
        return find("0123456789012345678901234567890123456789");
    }

    private Optional<OpenSession> find(String shown) {
        Deployment deployment = container.deployment();
        HttpServerExchange exchange = new HttpServerExchange(container.connection());
        HttpServletRequestImpl http =
                new HttpServletRequestImpl(exchange, deployment.getServletContext());
        ServletRequestContext context =
                new ServletRequestContext(
                        deployment,
                        http,
                        new HttpServletResponseImpl(exchange, deployment.getServletContext()),
                        (ServletPathMatch) null);
        exchange.putAttachment(ServletRequestContext.ATTACHMENT_KEY, context);
        ServletRequestContext.setCurrentRequestContext(context);
        return container.sessions().find(http, shown);
    }

    /** Ends the container. */
    @TearDown
    public void stop() {
        container.close();
    }
}
