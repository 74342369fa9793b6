// SPDX-License-Identifier: GPL-2.0-or-later
/**
 * A real image daemon on 127.0.0.1 that answers like ovirt-imageio 2.x; start with {@link
 * org.ovirt.imageio.testing.daemon.ImageDaemon}.
 */
@NullMarked
package org.ovirt.imageio.testing.daemon;

import org.jspecify.annotations.NullMarked;
