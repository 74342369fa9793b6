// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.daemon;

import java.net.InetSocketAddress;
import java.util.List;
import javax.net.ssl.SSLEngine;
import org.ovirt.imageio.proxy.ticket.DaemonUri;

/**
 * How to get to a daemon: what had to be looked up on a worker thread, so that the I/O thread need
 * not block for it.
 */
public final class DaemonRoute {
    private final DaemonUri uri;
    private final List<InetSocketAddress> addresses;
    private final DaemonTls.Trust trust;

    DaemonRoute(DaemonUri uri, List<InetSocketAddress> addresses, DaemonTls.Trust trust) {
        this.uri = uri;
        this.addresses = addresses;
        this.trust = trust;
    }

    /** Returns where the daemon serves the image. */
    public DaemonUri uri() {
        return uri;
    }

    List<InetSocketAddress> addresses() {
        return addresses;
    }

    SSLEngine newEngine() {
        return trust.newEngine(uri.host(), uri.port());
    }
}
