// SPDX-License-Identifier: GPL-2.0-or-later
/** Reads the head of an HTTP/1.1 message, for the daemons and the client of the tests. */
@NullMarked
package org.ovirt.imageio.testing.http;

import org.jspecify.annotations.NullMarked;
