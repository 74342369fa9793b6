// SPDX-License-Identifier: GPL-2.0-or-later
/** Child processes and what the kernel knows about them. */
@NullMarked
package org.ovirt.imageio.bench.process;

import org.jspecify.annotations.NullMarked;
