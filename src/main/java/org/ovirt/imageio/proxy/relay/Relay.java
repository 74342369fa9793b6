// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.relay;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.ovirt.imageio.proxy.daemon.DaemonExchange;
import org.ovirt.imageio.proxy.daemon.ResponseHead;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemAnswer;
import org.ovirt.imageio.proxy.problem.ProblemException;
import org.ovirt.imageio.proxy.ticket.Activity;
import org.ovirt.imageio.proxy.ticket.Journals;
import org.ovirt.imageio.proxy.ticket.Span;
import org.ovirt.imageio.proxy.ticket.WritePermit;

/**
 * One request's bytes on their way between client and daemon; ends exactly once.
 *
 * <p>All but {@link #done}, {@link #offset}, {@link #cancel} and {@link #stop} is confined to the
 * I/O thread.
 */
abstract class Relay implements Activity, DaemonExchange.Listener, ClientLeg.Events {
    /** How much one relay moves before others of its thread have their turn. */
    private static final long BYTES_PER_TURN = 1 << 20;

    /** A request that moves less needs no large buffers, however fast its connection is. */
    private static final long BULK_AFTER = 1 << 20;

    private final RelayContext context;
    private final RelayRequest request;
    private final ClientLeg client;
    private final Stopwatch stopwatch;
    private @Nullable DaemonExchange daemon;
    private @Nullable WritePermit permit;
    private Runnable stopAsking = () -> {};
    private Waiting waiting = Waiting.CLIENT;
    private long turnEnd = BYTES_PER_TURN;
    private boolean resting;
    private boolean bulk;
    private boolean repeated;
    private boolean begun;
    private boolean ended;
    private volatile long moved;

    Relay(RelayContext context, RelayRequest request, ClientLeg client) {
        this.context = context;
        this.request = request;
        this.client = client;
        stopwatch = new Stopwatch(context.ticker());
    }

    /** Does what comes first; by default, connects to the daemon. */
    void start() {
        connect();
    }

    /** Sends the request to the daemon. */
    abstract void send(DaemonExchange exchange);

    /**
     * Takes the head of an answer that is not a refusal.
     *
     * @throws ProblemException if it is not what the request asked for
     */
    abstract void accept(DaemonExchange exchange, ResponseHead head);

    /** Takes more of the answer's body. */
    abstract void takeBody(DaemonExchange exchange);

    /** Goes on after the client or the daemon has taken what was written. */
    abstract void proceed(DaemonExchange exchange);

    @Override
    public long done() {
        return moved;
    }

    /** Returns how many bytes have gone from one leg to the other. */
    final long moved() {
        return moved;
    }

    /** Counts bytes that have gone from one leg to the other. */
    final void count(long bytes) {
        long total = moved + bytes;
        moved = total;
        client.pace().moved(bytes);
        boolean expected = total >= BULK_AFTER && client.pace().isFast();
        if (expected != bulk) {
            expectBulk(expected);
        }
    }

    private void expectBulk(boolean expected) {
        bulk = expected;
        if (expected) {
            exchange().expectBulk();
            client.expectBulk(context.buffers());
        } else {
            exchange().expectLittle();
            client.expectLittle();
        }
    }

    final ClientLeg client() {
        return client;
    }

    final RelayContext context() {
        return context;
    }

    final RelayRequest request() {
        return request;
    }

    /** Returns whether so much moves that large buffers are worth their memory. */
    final boolean isBulk() {
        return bulk;
    }

    final boolean hasEnded() {
        return ended;
    }

    final void waitFor(Waiting whom) {
        waiting = whom;
    }

    @Override
    public final void started() {
        guard(
                () -> {
                    if (request.close()) {
                        client.response().setHeader("Connection", "close");
                    }
                    begun = true;
                    request.proof().begin(this);
                    request.transfer().begin(this);
                    context.watchdog().watch(this);
                    start();
                });
    }

    /**
     * Connects once nobody else can change the same bytes any more.
     *
     * @param span what is going to be written
     * @param flush whether the daemon flushes the image before it answers
     */
    final void beginWrite(Span span, boolean flush) {
        waitFor(Waiting.JOURNAL);
        CompletableFuture<WritePermit> asked =
                context.journals().begin(request.ticket().id(), span, flush, this::supersede);
        stopAsking = () -> asked.cancel(false);
        CompletionStage<WritePermit> answer = asked;
        answer.whenComplete((given, failure) -> context.loop().run(() -> mayWrite(given, failure)));
    }

    private void mayWrite(@Nullable WritePermit given, @Nullable Throwable failure) {
        if (given != null && ended) {
            given.notDone();
        } else if (given != null) {
            permit = given;
            guard(
                    () -> {
                        requireInTime();
                        connect();
                    });
        } else {
            guard(
                    () -> {
                        if (failure instanceof ProblemException problem) {
                            throw problem;
                        }
                        throw new IllegalStateException("no permit to write", failure);
                    });
        }
    }

    /**
     * The client may have left, which nobody sees before its body is read, and may have sent newer
     * bytes to another node.
     */
    private void requireInTime() {
        long late = context.ticker().nanos() - client.arrivedAt();
        if (late > context.latestWrite().toNanos()) {
            throw new ProblemException(
                    Problem.TOO_LATE,
                    "The proxy could not begin this write in time (too-late); nothing of it was"
                            + " written. Send it again.");
        }
    }

    private void supersede() {
        context.loop().thread().execute(() -> fail(Journals.superseded()));
    }

    /** Begins the exchange with the daemon; {@link #send} follows. */
    final void connect() {
        waitFor(Waiting.CONNECTION);
        daemon =
                context.daemons()
                        .open(
                                context.loop(),
                                client.line(),
                                request.transfer(),
                                request.route(),
                                this);
    }

    @Override
    public final void opened() {
        attempt(this::send);
    }

    @Override
    public final void head(ResponseHead head) {
        attempt(
                exchange -> {
                    if (head.status() >= 300) {
                        refused(head);
                    } else {
                        accept(exchange, head);
                    }
                });
    }

    /** Takes an answer that is not a success. */
    void refused(ResponseHead head) {
        throw Refusal.by(head);
    }

    @Override
    public final void body() {
        attempt(this::takeBody);
    }

    @Override
    public final void writable() {
        resting = false;
        turnEnd = moved + BYTES_PER_TURN;
        attempt(this::proceed);
    }

    @Override
    public final void clientWritable() {
        attempt(this::goOn);
    }

    @Override
    public void clientReadable() {
        attempt(this::goOn);
    }

    /** Proceeds, unless others have their turn. */
    final void goOn(DaemonExchange exchange) {
        if (!resting) {
            proceed(exchange);
        }
    }

    /**
     * Lets others of this thread have their turn if this relay has moved much since its own began:
     * other relays, and the daemon, which may have refused what it is being sent.
     *
     * <p>Only {@link #writable} begins the next turn, because only that is certain to come by way
     * of the selector. As long as a fast client has sent more than the container has decrypted, its
     * events come from the thread's queue of tasks, which is emptied before anything else is done.
     *
     * @return whether it shall stop now
     */
    final boolean endTurn(DaemonExchange exchange) {
        if (moved < turnEnd) {
            return false;
        }
        resting = true;
        waitFor(Waiting.DAEMON);
        exchange.awaitTurn();
        return true;
    }

    private interface Step {
        void run(DaemonExchange exchange);
    }

    private void attempt(Step step) {
        DaemonExchange current = daemon;
        if (!ended && current != null) {
            guard(() -> step.run(current));
        }
    }

    /**
     * Checks that this node may move bytes.
     *
     * @throws ProblemException why it may not
     */
    final void requireClearance() {
        ProblemException refusal = context.clearance().refusal();
        if (refusal != null) {
            throw refusal;
        }
    }

    @Override
    public final boolean maySend() {
        return context.clearance().refusal() == null;
    }

    /** Takes a step; whatever it throws ends the relay. */
    final void guard(Runnable step) {
        try {
            requireClearance();
            step.run();
        } catch (ProblemException e) {
            fail(e);
        } catch (RuntimeException e) {
            fail(new ProblemException(Problem.INTERNAL, "The proxy failed. Check its log.", e));
        }
    }

    @Override
    public final void failed(ProblemException problem) {
        if (!ended && !repeated && exchange().mayBeRepeated()) {
            repeated = true;
            exchange().abort();
            connect();
        } else {
            fail(problem);
        }
    }

    @Override
    public final void clientLeft() {
        fail(new ProblemException(Problem.CLIENT_LEFT, "The client left."));
    }

    @Override
    public void answered() {
        // Most relays are over before their answer is.
    }

    @Override
    public final void cancel() {
        context.loop()
                .thread()
                .execute(() -> fail(ProblemException.forbidden("the transfer was canceled")));
    }

    @Override
    public final void stop() {
        context.loop()
                .thread()
                .execute(
                        () ->
                                fail(
                                        new ProblemException(
                                                Problem.STOPPING,
                                                "This node of the proxy is stopping and could not"
                                                        + " wait for the end (stopping). Retry;"
                                                        + " send the same range again.")));
    }

    /** Called by the {@link Watchdog}. */
    final void checkProgress(long now) {
        long progress = moved + client.sent() + client.received();
        if (stopwatch.isStill(progress, waiting, now)) {
            client.pace().stalled();
            if (daemon != null) {
                expectBulk(false);
            }
            if (client.isRequestRead()) {
                client.watch();
            }
            if (stopwatch.stillFor(now)
                    > waiting.limit(context.config(), request.ticket()).toNanos()) {
                fail(waiting.tooLong());
            }
        }
    }

    /** Ends with a whole answer; the exchange with the daemon is complete. */
    final void succeed(Answer answer) {
        releaseDaemon();
        if (permit != null) {
            permit.done();
        }
        end();
        client.give(answer);
    }

    /** Keeps the daemon's connection for the client's next request, or closes it. */
    final void releaseDaemon() {
        client.line()
                .release(exchange(), request.transfer(), request.route().uri(), !request.close());
    }

    /**
     * Ends with a problem; the client sees it, or a broken answer if one has begun. That does not
     * wait for the daemon, which may still be writing what it has received.
     */
    final void fail(ProblemException problem) {
        if (ended) {
            return;
        }
        leave(problem);
        stopAsking.run();
        if (daemon == null) {
            over();
        } else if (permit == null) {
            daemon.abort();
            over();
        } else {
            daemon.end(this::over);
        }
        if (problem.problem() == Problem.CLIENT_LEFT || client.hasWritten() || client.isDone()) {
            client.abort();
        } else {
            client.give(Answer.to(ProblemAnswer.to(problem)));
        }
    }

    /** Notes that it has ended well. */
    final void end() {
        if (!ended) {
            leave(null);
            over();
        }
    }

    /** Takes no more part in anything. */
    private void leave(@Nullable ProblemException problem) {
        ended = true;
        context.watchdog().forget(this);
        client.expectLittle();
        RelayLog.ended(request, this, stopwatch.elapsed(), problem);
    }

    /** No byte moves any more, not even to the daemon's disk. */
    private void over() {
        if (permit != null) {
            permit.notDone();
        }
        if (begun) {
            request.transfer().finish(this);
            request.proof().finish(this);
        }
    }

    private DaemonExchange exchange() {
        if (daemon == null) {
            throw new IllegalStateException("no exchange yet");
        }
        return daemon;
    }
}
