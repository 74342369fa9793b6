// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.ops;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.ovirt.imageio.proxy.config.StopConfig;

/**
 * Stops the proxy so that nobody loses more than is necessary: it is not ready any more; after a
 * delay it takes nothing new; what runs may end; what has not ended in time is cut.
 *
 * <p>Every step can be asked for again and is then the one that is under way, since a server may
 * stop in several ways at once. Safe for use by several threads.
 */
public final class GracefulStop {
    private static final System.Logger LOG = System.getLogger(GracefulStop.class.getName());

    /** So long those who are cut may take to read why. */
    private static final Duration GOODBYE = Duration.ofSeconds(5);

    private final StopConfig config;
    private final Readiness readiness;
    private final Gate gate;
    private final Runnable cut;
    private @Nullable CompletableFuture<Void> left;
    private @Nullable CompletableFuture<Void> drained;

    /** Done when all requests have ended, with whether they have in time. */
    private CompletableFuture<Boolean> ending = new CompletableFuture<>();

    /**
     * Creates what can stop a proxy.
     *
     * @param config how long the steps may take
     * @param readiness goes down first
     * @param gate knows what is under way
     * @param cut has what is under way end soon, so that its client sees that it is not complete
     */
    public GracefulStop(StopConfig config, Readiness readiness, Gate gate, Runnable cut) {
        this.config = config;
        this.readiness = readiness;
        this.gate = gate;
        this.cut = cut;
    }

    /** Is not ready any more; done when those who look at that have had time to. */
    public synchronized CompletableFuture<Void> leave() {
        if (left == null) {
            readiness.leave();
            LOG.log(Level.INFO, "Stopping: not ready any more");
            left = after(config.delay());
        }
        return left.copy();
    }

    /** Takes nothing new; done when nothing is under way any more. */
    public synchronized CompletableFuture<Void> drain() {
        if (drained == null) {
            readiness.drain();
            LOG.log(Level.INFO, "Stopping: {0} requests are under way", gate.inside());
            ending =
                    gate.empty()
                            .thenApply(ignored -> true)
                            .completeOnTimeout(
                                    false, config.drainTimeout().toMillis(), MILLISECONDS);
            drained = ending.thenCompose(this::end);
        }
        return drained.copy();
    }

    private CompletableFuture<Void> end(boolean inTime) {
        if (inTime) {
            return CompletableFuture.completedFuture(null);
        }
        LOG.log(
                Level.WARNING,
                "Stopping: {0} requests have not ended in {1} s (imageio.stop.drain-timeout)"
                        + " and are cut",
                gate.inside(),
                config.drainTimeout().toSeconds());
        cut.run();
        return gate.empty().completeOnTimeout(null, GOODBYE.toMillis(), MILLISECONDS);
    }

    /** Takes requests again; what is under way and has not been cut goes on. */
    public synchronized void resume() {
        if (left != null || drained != null) {
            LOG.log(Level.INFO, "Not stopping any more");
        }
        // Nothing is cut any more.
        ending.complete(true);
        left = null;
        drained = null;
        readiness.resume();
    }

    /** Takes all steps and waits for their end. */
    public void stop() {
        leave().thenCompose(ignored -> drain()).join();
    }

    private static CompletableFuture<Void> after(Duration delay) {
        return delay.isZero()
                ? CompletableFuture.completedFuture(null)
                : new CompletableFuture<Void>()
                        .completeOnTimeout(null, delay.toMillis(), MILLISECONDS);
    }
}
