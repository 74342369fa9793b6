// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.cluster;

import java.io.IOException;

/**
 * A process that has been stopped by SIGSTOP and goes on when this is closed, or when this JVM ends
 * in any way: a stopped process could not notice that its parent has died.
 */
final class Pause implements AutoCloseable {
    /** Ctrl-C goes to all processes of a terminal; this one has something left to do. */
    private static final String SCRIPT =
            "trap '' INT TERM HUP; kill -STOP \"$1\" && echo; cat; kill -CONT \"$1\"";

    private final Process guard;

    private Pause(Process guard) {
        this.guard = guard;
    }

    /** Stops a process. */
    static Pause of(long pid) throws IOException {
        Process guard =
                new ProcessBuilder("sh", "-c", SCRIPT, "pause", Long.toString(pid))
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        if (guard.getInputStream().read() != '\n') {
            guard.getOutputStream().close();
            throw new IOException("Cannot stop process " + pid);
        }
        return new Pause(guard);
    }

    @Override
    public void close() throws IOException {
        guard.getOutputStream().close();
        try {
            guard.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
