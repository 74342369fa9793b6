// SPDX-License-Identifier: GPL-2.0-or-later
/** What the proxy expects of the server it is deployed to, tested from inside and from outside. */
@NullMarked
package org.ovirt.imageio.proxy.platform;

import org.jspecify.annotations.NullMarked;
