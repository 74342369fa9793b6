// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.server;

import java.nio.file.Path;

/** A process that starts a server, prints its pid and waits to be killed. */
final class ServerParent {

    private ServerParent() {}

    /** Takes the server's key store as its argument. */
    public static void main(String[] args) throws Exception {
        try (ProxyServer server =
                ProxyServer.builder(Path.of(args[0])).quickJvm().withoutDeployment().start()) {
            System.out.println(server.pid());
            Thread.currentThread().join();
        }
    }
}
