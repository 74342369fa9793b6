// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.server;

import java.io.IOException;
import java.io.InputStream;
import org.jboss.modules.Main;

/**
 * The main class of a server that does not outlive the process that started it, however that ended.
 *
 * <p>The parent keeps the other end of this process's standard input. The kernel closes it when the
 * parent dies, even of a SIGKILL.
 */
public final class GuardedServer {

    private GuardedServer() {}

    /** Starts JBoss Modules with these arguments, and ends the JVM at the end of standard input. */
    public static void main(String[] args) throws Throwable {
        InputStream parent = System.in;
        Thread guard = new Thread(() -> endWith(parent), "parent guard");
        guard.setDaemon(true);
        guard.start();
        Main.main(args);
    }

    private static void endWith(InputStream parent) {
        try {
            parent.transferTo(java.io.OutputStream.nullOutputStream());
        } catch (IOException e) {
            // The parent is gone, as at the end of the stream.
        }
        // Not exit(): nobody is left to whom a graceful stop could matter, and it could hang.
        Runtime.getRuntime().halt(1);
    }
}
