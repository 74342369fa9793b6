// SPDX-License-Identifier: GPL-2.0-or-later
/**
 * Signs tokens as the Engine would, by means of its own: nothing here uses the proxy's code.
 *
 * <p>Start with {@link org.ovirt.imageio.testing.token.TokenIssuer}.
 */
@NullMarked
package org.ovirt.imageio.testing.token;

import org.jspecify.annotations.NullMarked;
