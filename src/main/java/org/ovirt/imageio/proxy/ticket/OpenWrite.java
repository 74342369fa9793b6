// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.ticket;

/**
 * A request that changes an image, from before its first byte goes to the daemon until none can
 * move any more.
 *
 * @param id its name
 * @param span what it writes; nothing for a mere flush
 * @param flush whether the daemon flushes the image before it answers
 */
public record OpenWrite(WriteId id, Span span, boolean flush) {}
