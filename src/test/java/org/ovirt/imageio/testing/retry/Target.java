// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.retry;

import java.net.InetSocketAddress;
import java.net.URI;

/**
 * An image on one node.
 *
 * @param image its URI there
 */
record Target(URI image) {
    InetSocketAddress address() {
        return new InetSocketAddress(image.getHost(), image.getPort());
    }

    /** The head of a request for it, without its end. */
    String head(String method, String query) {
        return method
                + " "
                + image.getRawPath()
                + query
                + " HTTP/1.1\r\nHost: "
                + image.getRawAuthority()
                + "\r\n";
    }
}
