// SPDX-License-Identifier: GPL-2.0-or-later
/**
 * The front door for clients, on the https listener.
 *
 * <p>Start with {@link org.ovirt.imageio.proxy.web.ImagesServlet}: it parses a request once, has it
 * authorised and hands it to {@code relay}. Image bytes never pass through JAX-RS, whose form
 * handling takes a byte of a body that looks like a form; only {@code /info/}, {@code /health/},
 * {@code /sessions/} and the signed tickets' {@code /tickets/} are JAX-RS resources. {@link
 * org.ovirt.imageio.proxy.web.FrontDoor} says what serves which path.
 *
 * <p>It uses {@code relay}, {@code daemon}'s routes and requests, {@code session}, {@code token},
 * {@code ticket}, {@code ops}, {@code rest}, {@code config} and {@code problem}.
 */
@NullMarked
package org.ovirt.imageio.proxy.web;

import org.jspecify.annotations.NullMarked;
