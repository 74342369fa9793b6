// SPDX-License-Identifier: GPL-2.0-or-later
/**
 * Configuration, read once into immutable records.
 *
 * <p>Start with {@link org.ovirt.imageio.proxy.config.ProxyConfig}. This is the only package that
 * knows MicroProfile Config; it uses no other package.
 */
@NullMarked
package org.ovirt.imageio.proxy.config;

import org.jspecify.annotations.NullMarked;
