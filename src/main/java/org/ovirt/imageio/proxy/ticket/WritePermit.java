// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.ticket;

/**
 * The right to write some bytes of an image, until it is given back. The first of both methods
 * counts; neither blocks.
 */
public interface WritePermit {
    /** Notes that the daemon's whole success was read. */
    void done();

    /** Notes that no byte can move any more, and that nothing is known of what was written. */
    void notDone();
}
