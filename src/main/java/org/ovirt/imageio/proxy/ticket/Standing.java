// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.ticket;

/** Where a ticket has come from, and so who may use it; what comes later here counts more. */
public enum Standing {
    /** It has come with a token, without which nobody can use it. */
    TOKEN,
    /** It has come with a token, and its id is proof all the same. */
    OPENED_TOKEN,
    /** The Engine has installed it; its id is proof. */
    INSTALLED,
    /** The Engine has removed it; nobody can use it. */
    REMOVED
}
