// SPDX-License-Identifier: GPL-2.0-or-later
/**
 * What a cluster costs, and how fast its nodes agree, measured on real ones. Start with {@link
 * org.ovirt.imageio.bench.cluster.ClusterBenchmark}.
 */
@NullMarked
package org.ovirt.imageio.bench.cluster;

import org.jspecify.annotations.NullMarked;
