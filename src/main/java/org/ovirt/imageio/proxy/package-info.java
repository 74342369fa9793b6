// SPDX-License-Identifier: GPL-2.0-or-later
/**
 * ovirt-imageio-proxy: relays oVirt disk images between clients and the image daemons on hosts.
 *
 * <p>The Engine allows (a ticket, or a signed token that carries one), a client proves (the
 * ticket's id, a token, or a session made from one), and the proxy moves bytes between that client
 * and the ticket's daemon, one buffer at a time. Start with {@link
 * org.ovirt.imageio.proxy.ProxyApplication}, which puts the parts together.
 *
 * <p>Arrows point one way: {@code web} uses {@code relay}, {@code daemon}, {@code session}, {@code
 * token}, {@code ticket}, {@code ops}, {@code rest} and {@code config}; {@code session} uses {@code
 * token}, {@code ticket} and {@code config}; {@code token} uses {@code ticket} and {@code config};
 * {@code control} uses {@code ticket}, {@code ops}, {@code rest} and {@code config}; {@code ops}
 * uses {@code config}; {@code relay} uses {@code daemon}, {@code ticket} and {@code config}; {@code
 * daemon} uses {@code ticket} and {@code config}; and all of these but {@code config} and {@code
 * token} use {@code problem}, as do {@code ticket} and {@code rest}. {@code tls} stands alone, in a
 * jar of its own. {@code tool}, in another, uses {@code token}, {@code ticket} and {@code config},
 * and nothing uses it.
 */
@NullMarked
package org.ovirt.imageio.proxy;

import org.jspecify.annotations.NullMarked;
