// SPDX-License-Identifier: GPL-2.0-or-later
/**
 * The closed list of what can go wrong, each with its HTTP status.
 *
 * <p>Start with {@link org.ovirt.imageio.proxy.problem.Problem}. This package uses nothing but the
 * JDK; every other package may use it.
 */
@NullMarked
package org.ovirt.imageio.proxy.problem;

import org.jspecify.annotations.NullMarked;
