// SPDX-License-Identifier: GPL-2.0-or-later
/** The proxy to play with: {@link org.ovirt.imageio.demo.Demo} is what {@code mvn} alone runs. */
@NullMarked
package org.ovirt.imageio.demo;

import org.jspecify.annotations.NullMarked;
