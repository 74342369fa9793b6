// SPDX-License-Identifier: GPL-2.0-or-later
/**
 * Small parts of the proxy, each measured by itself with JMH: what a request or a session costs
 * before its first byte moves. A class for each part; {@link
 * org.ovirt.imageio.bench.micro.TokenBenchmark} is one to begin with.
 *
 * <p>JMH makes an object of each class, and its code for it, in the profile {@code benchmark} only.
 */
@NullMarked
package org.ovirt.imageio.bench.micro;

import org.jspecify.annotations.NullMarked;
