// SPDX-License-Identifier: GPL-2.0-or-later
/**
 * An image daemon that misbehaves byte by byte, as a test tells it to; start with {@link
 * org.ovirt.imageio.testing.scripted.ScriptedDaemon}.
 */
@NullMarked
package org.ovirt.imageio.testing.scripted;

import org.jspecify.annotations.NullMarked;
