// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.scripted;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.ovirt.imageio.testing.http.MessageHead;

/** The scripts of a daemon that are still to be run, and what came of the others. */
final class ScriptBook {

    private final Queue<Script> openings = new ConcurrentLinkedQueue<>();
    private final Queue<Script> scripts = new ConcurrentLinkedQueue<>();
    private final BlockingQueue<MessageHead> requests = new LinkedBlockingQueue<>();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private volatile Script otherwise =
            exchange -> {
                throw new AssertionError("No script for " + exchange.readHead().head().text());
            };

    void addOpening(Script script) {
        openings.add(script);
    }

    void add(Script script) {
        scripts.add(script);
    }

    void otherwise(Script script) {
        otherwise = script;
    }

    @Nullable Script nextOpening() {
        return openings.poll();
    }

    Script nextScript() {
        Script script = scripts.poll();
        return script == null ? otherwise : script;
    }

    void run(Script script, Exchange exchange) throws IOException, InterruptedException {
        try {
            script.run(exchange);
        } catch (RuntimeException | Error e) {
            failures.add(e);
            exchange.cut();
        }
    }

    void received(MessageHead head) {
        requests.add(head);
    }

    @Nullable MessageHead awaitRequest(Duration limit) throws InterruptedException {
        return requests.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    List<Throwable> failures() {
        return List.copyOf(failures);
    }
}
