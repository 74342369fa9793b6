// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.retry;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** One connection of a client after the other: does each thing until a node has done it. */
final class Worker implements Closeable {
    private static final Duration AFTER_FAILURE = Duration.ofMillis(300);

    private final Targets targets;
    private final Settings settings;
    private final StallGuard guard;
    private final long deadline;
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private @Nullable Link link;
    private @Nullable Target last;

    Worker(Targets targets, Settings settings, StallGuard guard) {
        this.targets = targets;
        this.settings = settings;
        this.guard = guard;
        deadline = System.nanoTime() + settings.limit().toNanos();
    }

    /** One thing to do. */
    @FunctionalInterface
    interface Task {
        /** Tries to do it. */
        void run(Link link) throws IOException, InterruptedException;
    }

    /**
     * Does something on one node after another until it succeeds.
     *
     * @throws RefusedException when a node refuses it for good
     * @throws IOException when it takes too long
     */
    void insist(Task task) throws IOException, InterruptedException {
        while (true) {
            Target target = link == null ? targets.choose(last) : link.target();
            last = target;
            try {
                if (link == null) {
                    link = Link.open(target, settings, guard);
                }
                task.run(link);
                return;
            } catch (RetryLaterException e) {
                note(target, e);
                targets.postpone(target, e.delay());
            } catch (IOException e) {
                note(target, e);
                targets.postpone(target, AFTER_FAILURE);
            }
            close();
            if (System.nanoTime() - deadline > 0) {
                throw new IOException("Not done in " + settings.limit() + ": " + failures);
            }
        }
    }

    /** What has gone wrong on the way, in order. */
    Queue<String> failures() {
        return failures;
    }

    @Override
    public void close() throws IOException {
        if (link != null) {
            link.close();
            link = null;
        }
    }

    private void note(Target target, IOException e) {
        failures.add(target.address() + ": " + e);
    }
}
