// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.retry;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Cuts connections that have stood still for too long: a write to a stopped peer never ends. */
final class StallGuard implements Closeable {
    private static final long POLL_MILLIS = 100;

    private final Duration patience;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private final Thread thread;

    StallGuard(Duration patience) {
        this.patience = patience;
        thread = new Thread(this::watch, "stall guard");
        thread.setDaemon(true);
        thread.start();
    }

    void add(Link link) {
        links.add(link);
    }

    void remove(Link link) {
        links.remove(link);
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    private void watch() {
        try {
            while (true) {
                MILLISECONDS.sleep(POLL_MILLIS);
                for (Link link : links) {
                    if (link.standsStillFor(patience)) {
                        link.cut();
                    }
                }
            }
        } catch (InterruptedException e) {
            // The end.
        } catch (IOException e) {
            throw new IllegalStateException("A connection cannot be cut", e);
        }
    }
}
