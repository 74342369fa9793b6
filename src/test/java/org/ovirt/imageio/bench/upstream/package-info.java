// SPDX-License-Identifier: GPL-2.0-or-later
/**
 * The process behind the relays: an image daemon reduced to a pattern that costs next to nothing.
 */
@NullMarked
package org.ovirt.imageio.bench.upstream;

import org.jspecify.annotations.NullMarked;
