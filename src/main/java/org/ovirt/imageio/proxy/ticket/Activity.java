// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.ticket;

/**
 * Something that goes on under a ticket: a relay.
 *
 * <p>{@link #done()}, {@link #cancel()} and {@link #stop()} are called from any thread.
 */
public interface Activity {
    /** Returns the first byte of the image that this is about. */
    long offset();

    /** Returns how many bytes from the offset on have been relayed so far. */
    long done();

    /** Asks it to end because its ticket is gone; it ends by {@link Transfer#finish}. */
    void cancel();

    /** Asks it to end because the proxy stops; its ticket stays. */
    void stop();
}
