// SPDX-License-Identifier: GPL-2.0-or-later
/**
 * An HTTP/1.1 client that sends whatever bytes a test wants and reads answers strictly; start with
 * {@link org.ovirt.imageio.testing.client.RawClient}.
 */
@NullMarked
package org.ovirt.imageio.testing.client;

import org.jspecify.annotations.NullMarked;
