// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.bench.upstream;

/** Where stalled uploads wait for the next release. */
final class Stall {
    private long releases;

    /** Waits for the next {@link #release}. */
    synchronized void await() throws InterruptedException {
        long seen = releases;
        while (releases == seen) {
            wait();
        }
    }

    synchronized void release() {
        releases++;
        notifyAll();
    }
}
