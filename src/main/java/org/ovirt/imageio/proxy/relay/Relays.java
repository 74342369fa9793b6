// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.relay;

import io.undertow.server.HttpServerExchange;
import io.undertow.servlet.handlers.ServletRequestContext;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.ovirt.imageio.proxy.config.DaemonConfig;
import org.ovirt.imageio.proxy.daemon.DaemonClient;
import org.ovirt.imageio.proxy.daemon.DaemonRequest;
import org.ovirt.imageio.proxy.daemon.IoLoop;
import org.ovirt.imageio.proxy.ticket.Journals;
import org.ovirt.imageio.proxy.ticket.Span;
import org.ovirt.imageio.proxy.ticket.Ticker;
import org.xnio.XnioIoThread;

/** Starts relays: takes a request from its worker thread to the I/O thread of its connection. */
public final class Relays {
    private final DaemonClient daemons;
    private final Journals journals;
    private final Duration latestWrite;
    private final DaemonConfig config;
    private final Ticker ticker;
    private final Clearance clearance;
    private final TlsBuffers buffers = new TlsBuffers();
    private final ConcurrentMap<XnioIoThread, RelayContext> contexts = new ConcurrentHashMap<>();

    /**
     * Creates the starting point of relays.
     *
     * @param daemons opens exchanges with daemons
     * @param journals lets writes begin
     * @param latestWrite how long after its arrival a write may begin
     * @param config the limits of waiting
     * @param ticker the clock of those limits
     * @param clearance whether bytes may move
     */
    public Relays(
            DaemonClient daemons,
            Journals journals,
            Duration latestWrite,
            DaemonConfig config,
            Ticker ticker,
            Clearance clearance) {
        this.clearance = clearance;
        this.latestWrite = latestWrite;
        this.daemons = daemons;
        this.journals = journals;
        this.config = config;
        this.ticker = ticker;
    }

    /**
     * Relays a body of the daemon to the client.
     *
     * @param http the client's request
     * @param request the authorised request
     * @param daemonRequest what the daemon is asked
     * @param expectation what it must answer
     * @param headOnly whether the client wants the head alone
     */
    public void download(
            HttpServletRequest http,
            RelayRequest request,
            DaemonRequest daemonRequest,
            Expectation expectation,
            boolean headOnly)
            throws IOException {
        start(
                http,
                0,
                (context, client) ->
                        new Download(
                                context, request, client, daemonRequest, expectation, headOnly));
    }

    /**
     * Relays the client's body to the daemon.
     *
     * @param http the client's request
     * @param request the authorised request
     * @param daemonRequest what the daemon is asked
     * @param span the bytes of the image that are written, which are those of the body
     * @param flush whether the daemon flushes the image before it answers
     */
    public void upload(
            HttpServletRequest http,
            RelayRequest request,
            DaemonRequest daemonRequest,
            Span span,
            boolean flush)
            throws IOException {
        start(
                http,
                span.length(),
                (context, client) ->
                        new Upload(context, request, client, daemonRequest, span, flush));
    }

    /**
     * Has the daemon zero or flush.
     *
     * @param http the client's request
     * @param request the authorised request
     * @param length bytes of the client's body
     * @param parser understands the body
     */
    public void command(
            HttpServletRequest http,
            RelayRequest request,
            int length,
            Function<String, ImageCommand> parser)
            throws IOException {
        start(
                http,
                length,
                (context, client) -> new Command(context, request, client, length, parser));
    }

    /**
     * Asks the daemon what it can do with an image.
     *
     * @param http the client's request
     * @param request the authorised request
     * @param daemonRequest what the daemon is asked
     * @param translation makes the client's answer of the daemon's
     */
    public void inquire(
            HttpServletRequest http,
            RelayRequest request,
            DaemonRequest daemonRequest,
            Function<DaemonOptions, Answer> translation)
            throws IOException {
        start(
                http,
                0,
                (context, client) ->
                        new Inquiry(context, request, client, daemonRequest, translation));
    }

    /**
     * Gives a small answer to a request, whose body may still be under way.
     *
     * @param http the client's request
     * @param bodyLength bytes of its body
     * @param answer the answer
     */
    public void answer(HttpServletRequest http, long bodyLength, Answer answer) throws IOException {
        start(
                http,
                bodyLength,
                (context, client) ->
                        new Reply(
                                context.loop(), client, CompletableFuture.completedFuture(answer)));
    }

    /**
     * Gives a small answer, when it is there, to a request without a body.
     *
     * @param http the client's request
     * @param answer the answer, made on any thread
     */
    public void answer(HttpServletRequest http, CompletionStage<Answer> answer) throws IOException {
        start(http, 0, (context, client) -> new Reply(context.loop(), client, answer));
    }

    /**
     * Has something done when the current request is over: answered to its last byte, or cut.
     *
     * @param task what to do, on any thread
     */
    public static void whenAnswered(Runnable task) {
        ServletRequestContext.requireCurrent()
                .getExchange()
                .addExchangeCompleteListener(
                        (ignored, next) -> {
                            try {
                                task.run();
                            } finally {
                                next.proceed();
                            }
                        });
    }

    private void start(
            HttpServletRequest http,
            long bodyLength,
            BiFunction<RelayContext, ClientLeg, ClientLeg.Events> relay)
            throws IOException {
        HttpServerExchange exchange = ServletRequestContext.requireCurrent().getExchange();
        RelayContext context = contexts.computeIfAbsent(exchange.getIoThread(), this::newContext);
        AsyncContext async = http.startAsync();
        // The watchdog knows better what a transfer may wait for.
        async.setTimeout(0);
        ClientLeg client = new ClientLeg(async, exchange, context.loop(), ticker, bodyLength);
        client.begin(relay.apply(context, client));
    }

    private RelayContext newContext(XnioIoThread thread) {
        return new RelayContext(
                new IoLoop(thread),
                new Watchdog(thread, ticker),
                buffers,
                daemons,
                journals,
                latestWrite,
                config,
                ticker,
                clearance);
    }
}
