// SPDX-License-Identifier: GPL-2.0-or-later
/** Makes throw-away certificates for tests and the demo, the good and the bad ones. */
@NullMarked
package org.ovirt.imageio.testing.pki;

import org.jspecify.annotations.NullMarked;
