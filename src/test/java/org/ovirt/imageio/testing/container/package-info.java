// SPDX-License-Identifier: GPL-2.0-or-later
/**
 * Gives Arquillian a server of its own to run tests in.
 *
 * <p>Arquillian finds {@link org.ovirt.imageio.testing.container.ContainerExtension} by itself.
 */
@NullMarked
package org.ovirt.imageio.testing.container;

import org.jspecify.annotations.NullMarked;
