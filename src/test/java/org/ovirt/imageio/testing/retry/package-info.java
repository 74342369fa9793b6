// SPDX-License-Identifier: GPL-2.0-or-later
/**
 * Clients that get a whole image up or down through several nodes, whatever happens to them.
 *
 * <p>Start with {@link org.ovirt.imageio.testing.retry.RetryingUpload} or {@link
 * org.ovirt.imageio.testing.retry.RetryingDownload}.
 */
@NullMarked
package org.ovirt.imageio.testing.retry;

import org.jspecify.annotations.NullMarked;
