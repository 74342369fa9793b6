// SPDX-License-Identifier: GPL-2.0-or-later
/**
 * What whoever operates the proxy has to do with: is it ready, and how does it stop.
 *
 * <p>Start with {@link org.ovirt.imageio.proxy.ops.GracefulStop}. Only {@link
 * org.ovirt.imageio.proxy.ops.ServerHook} and {@link org.ovirt.imageio.proxy.ops.OpsExtension} know
 * that there is a WildFly.
 *
 * <p>It uses {@code config} and {@code problem}.
 */
@NullMarked
package org.ovirt.imageio.proxy.ops;

import org.jspecify.annotations.NullMarked;
