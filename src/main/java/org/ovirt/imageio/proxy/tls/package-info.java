// SPDX-License-Identifier: GPL-2.0-or-later
/**
 * Makes the server's own TLS fast: two security providers that hand SunJCE and SunJSSE the buffers
 * they are quick with.
 *
 * <p>Start with {@link org.ovirt.imageio.proxy.tls.FastGcmProvider} and {@link
 * org.ovirt.imageio.proxy.tls.MultiRecordTlsProvider}. This package uses nothing but the JDK: it is
 * installed as a module of the server and loaded by its security subsystem, before any deployment.
 */
@NullMarked
package org.ovirt.imageio.proxy.tls;

import org.jspecify.annotations.NullMarked;
