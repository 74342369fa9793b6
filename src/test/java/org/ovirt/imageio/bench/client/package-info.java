// SPDX-License-Identifier: GPL-2.0-or-later
/** The process that makes the load: uploads and downloads that check every byte. */
@NullMarked
package org.ovirt.imageio.bench.client;

import org.jspecify.annotations.NullMarked;
