// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.ticket;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemException;

/**
 * Lets the writes of this node begin, each when nobody else can write its bytes any more.
 *
 * <p>The later of two writes of the same bytes wins: whoever sends bytes again has given up what it
 * had sent before, or has lost the connection to it. The earlier one is canceled, and the later one
 * begins when the earlier one's daemon has ended it. Otherwise bytes that were still on their way
 * could land over newer ones.
 *
 * <p>Safe for use by several threads; nothing in it blocks.
 */
public final class Journals {
    private static final System.Logger LOG = System.getLogger(Journals.class.getName());

    /** Between two questions whose answer should have changed and has not. */
    private static final long AGAIN_MILLIS = 50;

    private final String node;
    private final JournalStore store;
    private final RemoteWrites remote;
    private final Duration patience;
    private final AtomicLong numbers = new AtomicLong();

    /** All writes that the store may have as open. */
    private final ConcurrentMap<WriteId, Local> running = new ConcurrentHashMap<>();

    /** Those of this node that may not begin yet. */
    private final Set<Beginning> waiting = ConcurrentHashMap.newKeySet();

    /** A write of this node. */
    private record Local(Runnable cancel, CompletableFuture<Void> over) {}

    /**
     * Creates the way to the journals.
     *
     * @param node this node's name, which no other process ever has
     * @param store where they are kept
     * @param remote the writes of other nodes
     * @param patience how long a write waits for earlier ones to end
     */
    public Journals(String node, JournalStore store, RemoteWrites remote, Duration patience) {
        this.node = node;
        this.store = store;
        this.remote = remote;
        this.patience = patience;
    }

    /**
     * Lets a write begin. Open writes of the same bytes are canceled, and waited for.
     *
     * @param span what it writes
     * @param flush whether the daemon flushes the image before it answers
     * @param cancel has this write end soon, because a later one writes the same bytes; called from
     *     any thread, perhaps several times, and perhaps after it has ended
     * @return the permit, which must be given back; or failed, with nothing around it, with a
     *     {@link ProblemException} of {@link Problem#RANGE_BUSY}, or of {@link Problem#SUPERSEDED}
     *     if a later write of the same bytes has come meanwhile. Done on any thread. Whoever wants
     *     it no more cancels it
     */
    public CompletableFuture<WritePermit> begin(
            TicketId ticket, Span span, boolean flush, Runnable cancel) {
        OpenWrite write = new OpenWrite(new WriteId(node, numbers.incrementAndGet()), span, flush);
        // Before the store knows of it, so that what nobody runs here has certainly ended.
        running.put(write.id(), new Local(cancel, new CompletableFuture<>()));
        return new Beginning(ticket, write).start();
    }

    /**
     * Cancels a write of this node, because a later one on another node writes the same bytes.
     *
     * @return done when no byte of it can move any more; at once if it is not running
     */
    public CompletionStage<Void> cancel(WriteId id) {
        Local local = running.get(id);
        if (local == null) {
            return CompletableFuture.completedFuture(null);
        }
        local.cancel().run();
        return local.over().copy();
    }

    /** Returns the problem of a write that was canceled because of a later one. */
    public static ProblemException superseded() {
        return new ProblemException(
                Problem.SUPERSEDED,
                "A later request writes the same bytes (superseded). Nothing can be said about what"
                        + " this one has written.");
    }

    /** Returns what is known of a transfer's bytes. */
    public CompletionStage<JournalView> view(TicketId ticket) {
        return store.view(ticket);
    }

    /** A write that asks until it may begin. */
    private final class Beginning {
        private final TicketId ticket;
        private final OpenWrite write;
        private final CompletableFuture<WritePermit> begun = new CompletableFuture<>();

        Beginning(TicketId ticket, OpenWrite write) {
            this.ticket = ticket;
            this.write = write;
        }

        CompletableFuture<WritePermit> start() {
            // Who waits has written nothing yet, and must not cancel what comes after it.
            waiting.forEach(this::supersede);
            waiting.add(this);
            CompletionStage<WritePermit> answer = begun;
            answer.whenComplete(this::ended);
            ask();
            if (!begun.isDone()) {
                limit();
            }
            return begun;
        }

        private void supersede(Beginning earlier) {
            if (earlier.ticket.equals(ticket) && earlier.write.span().overlaps(write.span())) {
                earlier.begun.completeExceptionally(superseded());
            }
        }

        private void ended(@Nullable WritePermit permit, @Nullable Throwable failure) {
            waiting.remove(this);
            if (permit == null) {
                // It may be open in the store all the same.
                close(ticket, write.id(), false);
            }
        }

        private void limit() {
            CompletableFuture<Void> timer = new CompletableFuture<>();
            CompletionStage<Void> late =
                    timer.completeOnTimeout(null, patience.toNanos(), TimeUnit.NANOSECONDS);
            late.thenRun(this::giveUp);
            CompletionStage<WritePermit> answer = begun;
            // Each write does this, and a cancellation would cost an exception.
            answer.whenComplete((permit, failure) -> timer.complete(null));
        }

        private void giveUp() {
            if (!begun.isDone()) {
                begun.completeExceptionally(busy(null));
            }
        }

        private void ask() {
            if (!begun.isDone()) {
                store.begin(ticket, write).whenComplete(this::answered);
            }
        }

        private void answered(@Nullable List<OpenWrite> conflicts, @Nullable Throwable failure) {
            if (conflicts == null) {
                begun.completeExceptionally(refusal(failure));
            } else if (conflicts.isEmpty()) {
                Permit permit = new Permit(ticket, write.id());
                if (!begun.complete(permit)) {
                    permit.notDone();
                }
            } else {
                CompletionStage<Void> over =
                        CompletableFuture.allOf(
                                conflicts.stream()
                                        .map(this::end)
                                        .toArray(CompletableFuture<?>[]::new));
                over.whenComplete((ignored, unknown) -> askAgain(unknown != null));
            }
        }

        /** What is over, and still open in the store, was left there by a node that is gone. */
        private CompletableFuture<Void> end(OpenWrite conflict) {
            CompletionStage<Void> over =
                    conflict.id().node().equals(node)
                            ? cancel(conflict.id())
                            : remote.cancel(conflict);
            return over.thenCompose(ignored -> store.end(ticket, conflict.id(), false))
                    .toCompletableFuture();
        }

        private void askAgain(boolean later) {
            if (later) {
                Executor soon =
                        CompletableFuture.delayedExecutor(AGAIN_MILLIS, TimeUnit.MILLISECONDS);
                soon.execute(this::ask);
            } else {
                ask();
            }
        }
    }

    /** Ends a write in the store, and then here. */
    private void close(TicketId ticket, WriteId id, boolean done) {
        store.end(ticket, id, done)
                .whenComplete(
                        (ignored, failure) -> {
                            if (failure != null) {
                                LOG.log(
                                        System.Logger.Level.WARNING,
                                        "The end of a write could not be noted; its bytes count"
                                                + " as missing",
                                        failure);
                            }
                            Local local = running.remove(id);
                            if (local != null) {
                                local.over().complete(null);
                            }
                        });
    }

    private static ProblemException refusal(@Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof ProblemException problem ? problem : busy(failure);
    }

    private static ProblemException busy(@Nullable Throwable cause) {
        String message =
                "An earlier write of the same bytes has not ended yet (range-busy). Retry.";
        return cause == null
                ? new ProblemException(Problem.RANGE_BUSY, message)
                : new ProblemException(Problem.RANGE_BUSY, message, cause);
    }

    private final class Permit implements WritePermit {
        private final TicketId ticket;
        private final WriteId id;
        private final AtomicBoolean ended = new AtomicBoolean();

        Permit(TicketId ticket, WriteId id) {
            this.ticket = ticket;
            this.id = id;
        }

        @Override
        public void done() {
            end(true);
        }

        @Override
        public void notDone() {
            end(false);
        }

        private void end(boolean done) {
            if (!ended.getAndSet(true)) {
                close(ticket, id, done);
            }
        }
    }
}
