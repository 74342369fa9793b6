// SPDX-License-Identifier: GPL-2.0-or-later
/**
 * Signed text that carries a ticket: verifies it and tells what it allows, and makes it.
 *
 * <p>Start with {@link org.ovirt.imageio.proxy.token.TokenVerifier}, which takes any token, then
 * {@link org.ovirt.imageio.proxy.token.JwtVerifier} and {@link
 * org.ovirt.imageio.proxy.token.SignedTicketVerifier}, one for each kind, and {@link
 * org.ovirt.imageio.proxy.token.Grant}, what both return. {@link
 * org.ovirt.imageio.proxy.token.TokenSigner} and {@link
 * org.ovirt.imageio.proxy.token.SignedTicketSigner} make such text of a {@code Grant}.
 *
 * <p>Decisions:
 *
 * <ul>
 *   <li>A token is first taken apart by rules that leave one spelling of each token, and only then
 *       given to a library: encodings with a tolerance are where one token looks like two.
 *   <li>Which algorithms a key is good for is the key's matter, never the token's.
 *   <li>What a token names inside itself, such as keys, certificates and addresses of keys, is
 *       refused or not looked at.
 *   <li>A clock that goes wrong by the configured skew widens what is accepted, at both ends.
 * </ul>
 *
 * <p>The only package that knows JOSE and signing keys. It uses {@code ticket} and {@code config}.
 */
@NullMarked
package org.ovirt.imageio.proxy.token;

import org.jspecify.annotations.NullMarked;
