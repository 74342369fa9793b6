// SPDX-License-Identifier: GPL-2.0-or-later
/** End-to-end tests: a client, the proxy in its WildFly, and a daemon. */
@NullMarked
package org.ovirt.imageio.it;

import org.jspecify.annotations.NullMarked;
