// SPDX-License-Identifier: GPL-2.0-or-later
/**
 * What the Engine allows, by itself or by a token that carries it, and what has been done with it.
 *
 * <p>Start with {@link org.ovirt.imageio.proxy.ticket.Ticket}, what the Engine said, then {@link
 * org.ovirt.imageio.proxy.ticket.Transfer}, all that happens under one ticket from its installation
 * to its removal, and {@link org.ovirt.imageio.proxy.ticket.Transfers}, where they are found. This
 * package knows no HTTP and uses only {@code problem}.
 */
@NullMarked
package org.ovirt.imageio.proxy.ticket;

import org.jspecify.annotations.NullMarked;
