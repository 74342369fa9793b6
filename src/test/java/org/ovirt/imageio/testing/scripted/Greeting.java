// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.scripted;

import java.io.IOException;
import java.net.Socket;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** What a daemon does with a connection before HTTP starts. */
@FunctionalInterface
interface Greeting {

    /**
     * Greets the peer.
     *
     * @return the socket to speak HTTP on, or null when there will be none
     */
    @Nullable Socket greet(Socket plain) throws IOException;

    /** A TLS handshake, as it should be. */
    static Greeting tls(SSLContext context) {
        return plain -> context.getSocketFactory().createSocket(plain, null, true);
    }

    /** No TLS at all. */
    static Greeting none() {
        return plain -> plain;
    }

    /** These bytes, whatever the peer says, and then an end. */
    static Greeting bytes(byte[] bytes) {
        return plain -> {
            plain.getOutputStream().write(bytes);
            plain.shutdownOutput();
            return null;
        };
    }

    /** Not a byte, ever. */
    static Greeting silence() {
        return plain -> null;
    }
}
