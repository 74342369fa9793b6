// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.ops;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemException;

/** Lets requests in while this node takes them, and counts them until they are answered. */
public final class Gate {
    private final Readiness readiness;
    private int inside;
    private @Nullable CompletableFuture<Void> empty;

    /** Creates a gate that nothing has passed. */
    public Gate(Readiness readiness) {
        this.readiness = readiness;
    }

    /**
     * Lets a request in; {@link #leave} follows.
     *
     * @throws ProblemException {@link Problem#STOPPING} or {@link Problem#NOT_READY}
     */
    public synchronized void enter() {
        requireServing();
        inside++;
    }

    /**
     * Checks that this node takes requests.
     *
     * @throws ProblemException {@link Problem#STOPPING} or {@link Problem#NOT_READY}
     */
    public void requireServing() {
        if (readiness.isDraining()) {
            throw new ProblemException(
                    Problem.STOPPING,
                    "This node of the proxy is stopping; retry, and another one answers.");
        }
        if (!readiness.isServing()) {
            throw new ProblemException(
                    Problem.NOT_READY,
                    "This node of the proxy is not ready yet; retry, and another one answers.");
        }
    }

    /** Notes that a request that was let in has been answered, in whatever way. */
    public void leave() {
        CompletableFuture<Void> waiting;
        synchronized (this) {
            inside--;
            if (inside > 0 || empty == null) {
                return;
            }
            waiting = empty;
            empty = null;
        }
        waiting.complete(null);
    }

    /** Returns how many requests are under way. */
    synchronized int inside() {
        return inside;
    }

    /** Returns what is done once no request is under way. */
    synchronized CompletableFuture<Void> empty() {
        if (inside == 0) {
            return CompletableFuture.completedFuture(null);
        }
        if (empty == null) {
            empty = new CompletableFuture<>();
        }
        return empty.copy();
    }
}
