// SPDX-License-Identifier: GPL-2.0-or-later
/** The relays under test, each started as a process of its own. */
@NullMarked
package org.ovirt.imageio.bench.relay;

import org.jspecify.annotations.NullMarked;
