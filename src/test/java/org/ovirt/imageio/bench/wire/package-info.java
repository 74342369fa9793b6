// SPDX-License-Identifier: GPL-2.0-or-later
/**
 * What the load client, the upstream and the floor have in common on the wire: TLS, heads, spans
 * and the bytes of the image.
 */
@NullMarked
package org.ovirt.imageio.bench.wire;

import org.jspecify.annotations.NullMarked;
