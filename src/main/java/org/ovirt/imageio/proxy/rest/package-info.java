// SPDX-License-Identifier: GPL-2.0-or-later
/**
 * What both JAX-RS applications share: the public one and the Engine's.
 *
 * <p>It uses only {@code problem}.
 */
@NullMarked
package org.ovirt.imageio.proxy.rest;

import org.jspecify.annotations.NullMarked;
