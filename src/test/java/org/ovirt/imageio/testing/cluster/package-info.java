// SPDX-License-Identifier: GPL-2.0-or-later
/**
 * Several proxies that are one cluster, each a WildFly with a network of its own, and the faults
 * that can befall them.
 *
 * <p>Start with {@link org.ovirt.imageio.testing.cluster.Cluster}.
 */
@NullMarked
package org.ovirt.imageio.testing.cluster;

import org.jspecify.annotations.NullMarked;
