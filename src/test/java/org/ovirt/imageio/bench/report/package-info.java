// SPDX-License-Identifier: GPL-2.0-or-later
/** Measurements, their medians and ratios, and how they are written down. */
@NullMarked
package org.ovirt.imageio.bench.report;

import org.jspecify.annotations.NullMarked;
