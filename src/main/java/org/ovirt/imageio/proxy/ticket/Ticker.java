// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.ticket;

/** A clock that never jumps; tests set their own. */
@FunctionalInterface
public interface Ticker {
    /** Returns nanoseconds since some fixed moment; only differences mean something. */
    long nanos();
}
