// SPDX-License-Identifier: GPL-2.0-or-later
/**
 * ovirt-imageio-proxy: relays oVirt disk images between clients and the image daemons on hosts.
 *
 * <p>The Engine allows (a ticket), a client proves (the ticket's id), and the proxy moves bytes
 * between that client and the ticket's daemon, one buffer at a time. Start with {@link
 * org.ovirt.imageio.proxy.ProxyApplication}, which puts the parts together.
 *
 * <p>Arrows point one way: {@code web} and {@code control} use {@code relay} and {@code ticket},
 * {@code relay} uses {@code daemon} and {@code ticket}, {@code daemon} uses {@code ticket} and
 * {@code config}, and everything may use {@code problem}.
 */
@NullMarked
package org.ovirt.imageio.proxy;

import org.jspecify.annotations.NullMarked;
