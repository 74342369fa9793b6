// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.ticket;

/** A connection to a daemon that is open for a transfer. */
public interface OpenConnection {
    /** Has it closed soon, because its ticket is gone; called from any thread. */
    void closeSoon();
}
