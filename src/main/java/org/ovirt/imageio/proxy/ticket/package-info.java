// SPDX-License-Identifier: GPL-2.0-or-later
/**
 * What the Engine allows, by itself or by a token that carries it, and what has been done with it.
 *
 * <p>Start with {@link org.ovirt.imageio.proxy.ticket.Ticket}, what the Engine said, then {@link
 * org.ovirt.imageio.proxy.ticket.Transfer}, all that happens under one ticket from its installation
 * to its removal, and {@link org.ovirt.imageio.proxy.ticket.Transfers}, where they are found.
 *
 * <p>Which bytes were written, and who may write now, is known to {@link
 * org.ovirt.imageio.proxy.ticket.Journals}: it lets a write begin when no other can touch the same
 * bytes any more, as a {@link org.ovirt.imageio.proxy.ticket.WriteJournal} in a {@link
 * org.ovirt.imageio.proxy.ticket.JournalStore} says, and cancels those that can.
 *
 * <p>Nothing in this package blocks. It knows no HTTP and uses only {@code problem}.
 */
@NullMarked
package org.ovirt.imageio.proxy.ticket;

import org.jspecify.annotations.NullMarked;
