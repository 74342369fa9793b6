// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.problem;

/** What can go wrong. */
public enum Problem {
    /** x. */
    BAD_REQUEST
}
