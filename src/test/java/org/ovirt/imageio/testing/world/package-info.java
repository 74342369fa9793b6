// SPDX-License-Identifier: GPL-2.0-or-later
/** A proxy, a daemon and an Engine on this machine, shared by all end-to-end tests of a run. */
@NullMarked
package org.ovirt.imageio.testing.world;

import org.jspecify.annotations.NullMarked;
