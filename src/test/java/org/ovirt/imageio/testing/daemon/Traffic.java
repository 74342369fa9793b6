// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.daemon;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Counts what comes to a daemon; a daemon that runs long forgets the oldest requests. */
final class Traffic {

    private static final int REMEMBERED = 10_000;

    private final Deque<SeenRequest> requests = new ArrayDeque<>();
    private long accepted;
    private int open;

    /** The number of the new connection. */
    synchronized long opened() {
        open++;
        accepted++;
        return accepted;
    }

    synchronized void closed() {
        open--;
    }

    synchronized void seen(SeenRequest request) {
        if (requests.size() == REMEMBERED) {
            requests.removeFirst();
        }
        requests.addLast(request);
    }

    synchronized int open() {
        return open;
    }

    synchronized long accepted() {
        return accepted;
    }

    synchronized List<SeenRequest> requests() {
        return List.copyOf(requests);
    }
}
