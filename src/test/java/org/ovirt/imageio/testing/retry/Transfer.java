// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.retry;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** An image that is on its way, on several connections to several nodes. */
public abstract class Transfer implements Closeable {
    private static final long GRACE_SECONDS = 30;

    private final Settings settings;
    private final StallGuard guard;
    private final List<Worker> workers;
    private final List<Thread> threads = new ArrayList<>();
    private final CompletableFuture<Void> end = new CompletableFuture<>();

    Transfer(Settings settings) {
        this.settings = settings;
        guard = new StallGuard(settings.patience());
        Targets targets = new Targets(settings.images(), new SplittableRandom(settings.seed()));
        workers =
                Stream.generate(() -> new Worker(targets, settings, guard))
                        .limit(settings.connections())
                        .toList();
    }

    final void begin() {
        List<CompletableFuture<Void>> works =
                IntStream.range(0, workers.size())
                        .mapToObj(
                                number ->
                                        run(
                                                () -> {
                                                    Worker worker = workers.get(number);
                                                    work(number, worker);
                                                    worker.close();
                                                }))
                        .toList();
        var unused =
                CompletableFuture.allOf(works.toArray(CompletableFuture[]::new))
                        .thenCompose(done -> run(() -> finish(workers.get(0))))
                        .whenComplete(
                                (done, failure) -> {
                                    guard.close();
                                    if (failure == null) {
                                        end.complete(null);
                                    } else {
                                        end.completeExceptionally(failure);
                                    }
                                });
    }

    /** How much of it is done, from 0 to 1. */
    public abstract double progress();

    /** What one of several connections does. */
    abstract void work(int number, Worker worker) throws IOException, InterruptedException;

    /** What is done when all connections have done their work. */
    abstract void finish(Worker worker) throws IOException, InterruptedException;

    /** Whether it has ended, well or not. */
    public boolean isDone() {
        return end.isDone();
    }

    /**
     * Waits for the end.
     *
     * @throws RefusedException when a node has refused it for good
     * @throws IOException when it has failed otherwise, or taken too long
     */
    public void await() throws IOException, InterruptedException {
        try {
            end.get(settings.limit().toSeconds() + GRACE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IOException(this + " does not end: " + failures(), e);
        } catch (ExecutionException e) {
            Throwable cause = root(e);
            if (cause instanceof RefusedException refused) {
                throw refused;
            }
            throw new IOException(this + " has failed", cause);
        }
    }

    /** What has gone wrong on the way. */
    public List<String> failures() {
        return workers.stream().flatMap(worker -> worker.failures().stream()).toList();
    }

    /** Gives up. */
    @Override
    public void close() throws IOException {
        threads.forEach(Thread::interrupt);
        guard.close();
    }

    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private CompletableFuture<Void> run(Work work) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread thread =
                new Thread(
                        () -> {
                            try {
                                work.run();
                                done.complete(null);
                            } catch (Throwable e) {
                                done.completeExceptionally(e);
                            }
                        },
                        "transfer " + settings.seed());
        thread.setDaemon(true);
        synchronized (threads) {
            threads.add(thread);
        }
        thread.start();
        return done;
    }

    private static Throwable root(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null
                && (root instanceof ExecutionException
                        || root instanceof java.util.concurrent.CompletionException)) {
            root = root.getCause();
        }
        return root;
    }
}
