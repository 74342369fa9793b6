// SPDX-License-Identifier: GPL-2.0-or-later
/**
 * Runs the proxy in a real WildFly, on this machine, for tests and the demo.
 *
 * <p>Start with {@link org.ovirt.imageio.testing.server.ProxyServer}.
 */
@NullMarked
package org.ovirt.imageio.testing.server;

import org.jspecify.annotations.NullMarked;
