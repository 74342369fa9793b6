// SPDX-License-Identifier: GPL-2.0-or-later
/**
 * The loopback endpoint that the Engine talks to.
 *
 * <p>Start with {@link org.ovirt.imageio.proxy.control.ControlServer}. It is the JDK's own HTTP
 * server and not a listener of WildFly, because the Engine sends HTTP/1.1 requests without a {@code
 * Host} field, which Undertow refuses. That makes it a thing of its own: bound to 127.0.0.1 and ::1
 * and nothing else, whatever the server's interfaces are.
 *
 * <p>It uses {@code ticket}, {@code ops}, {@code rest}, {@code config} and {@code problem}.
 */
@NullMarked
package org.ovirt.imageio.proxy.control;

import org.jspecify.annotations.NullMarked;
