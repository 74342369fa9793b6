// SPDX-License-Identifier: GPL-2.0-or-later
/**
 * The HTTP client to image daemons.
 *
 * <p>Start with {@link org.ovirt.imageio.proxy.daemon.DaemonClient}, which opens a {@link
 * org.ovirt.imageio.proxy.daemon.DaemonConnection}; one request and its answer on it is a {@link
 * org.ovirt.imageio.proxy.daemon.DaemonExchange}.
 *
 * <p>Why an own client: a relay is cheapest when both its legs live on one I/O thread and no byte
 * is handed from thread to thread. The connection to the daemon is therefore opened on the XNIO
 * thread of the client's connection, with its own {@link javax.net.ssl.SSLEngine} on heap buffers,
 * which the JDK's AES-GCM prefers. Clients of the usual libraries cost about half again as much for
 * uploads. In return this one knows little: HTTP/1.1, {@code Content-Length} only, bounded heads,
 * no redirects, no tolerance.
 *
 * <p>A request that only reads is ended by closing its connection. One that writes is ended by
 * closing this side of it (TLS's goodbye and TCP's FIN) and reading on until the daemon has closed
 * its own: daemons do so when they have written what they had received.
 *
 * <p>{@link org.ovirt.imageio.proxy.daemon.DaemonTouch} asks a daemon without a client, on an I/O
 * thread of its own.
 *
 * <p>Only {@code DaemonClient.route} and what calls it, {@code DaemonTouch.touch}, may block, to
 * look up names and read the CA file; everything else is confined to one I/O thread and never
 * blocks it. This is the only package that knows TLS to daemons. It uses {@code config}, {@code
 * ticket} and {@code problem}.
 */
@NullMarked
package org.ovirt.imageio.proxy.daemon;

import org.jspecify.annotations.NullMarked;
