// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.ticket;

/**
 * The name of a write, which no other one ever has.
 *
 * @param node the node that relays it, by a name that ends with its process
 * @param number which of that node's writes it is
 */
public record WriteId(String node, long number) {}
