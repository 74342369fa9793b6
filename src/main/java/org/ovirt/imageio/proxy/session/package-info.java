// SPDX-License-Identifier: GPL-2.0-or-later
/**
 * A client's proven access, kept in the {@code HttpSession}: who has shown a token once needs only
 * the session's id afterwards.
 *
 * <p>Start with {@link org.ovirt.imageio.proxy.session.Sessions}.
 *
 * <p>Decisions:
 *
 * <ul>
 *   <li>The container is told which id a request has shown, and looks for none itself: the front
 *       door knows where an id may stand.
 *   <li>A session's time is counted here and not by the container, which would end a session while
 *       bytes flow under it.
 *   <li>What goes on under a session is known on the node where it goes on, so that the attribute
 *       need not be written for it.
 * </ul>
 *
 * <p>It uses {@code token}, {@code ticket}, {@code config} and {@code problem}.
 */
@NullMarked
package org.ovirt.imageio.proxy.session;

import org.jspecify.annotations.NullMarked;
