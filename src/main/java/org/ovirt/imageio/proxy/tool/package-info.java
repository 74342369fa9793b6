// SPDX-License-Identifier: GPL-2.0-or-later
/**
 * The token tool: makes, shows and verifies tokens on the command line, for administrators and
 * developers. It is a jar of its own and no part of the WAR.
 *
 * <p>Start with {@link org.ovirt.imageio.proxy.tool.TokenTool}; then a class for each command.
 *
 * <p>Decisions:
 *
 * <ul>
 *   <li>Keys and tokens come from files or from standard input and never from an argument, since
 *       shells remember those and other users see them.
 *   <li>It verifies with the proxy's own code, so what it says is what the proxy does.
 *   <li>Nothing that is worth keeping secret reaches standard error.
 * </ul>
 *
 * <p>The only package that knows picocli, and nothing uses it. It uses {@code token}, {@code
 * ticket}, {@code config} and {@code problem}.
 */
@NullMarked
package org.ovirt.imageio.proxy.tool;

import org.jspecify.annotations.NullMarked;
