// SPDX-License-Identifier: GPL-2.0-or-later
/**
 * The benchmark: measures relays of image bytes against each other in one run. Start with {@link
 * org.ovirt.imageio.bench.Benchmark}.
 */
@NullMarked
package org.ovirt.imageio.bench;

import org.jspecify.annotations.NullMarked;
