// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.ticket;

import java.util.Comparator;

/**
 * How new what a node knows of a ticket is.
 *
 * @param life counts how often the ticket was installed anew after a removal
 * @param edition counts its installations in that life
 * @param stamp counts changes of the time at which it ends
 */
public record Version(long life, long edition, long stamp) implements Comparable<Version> {
    /** Of what no other node knows. */
    public static final Version NONE = new Version(0, 0, 0);

    private static final Comparator<Version> ORDER =
            Comparator.comparingLong(Version::life)
                    .thenComparingLong(Version::edition)
                    .thenComparingLong(Version::stamp);

    @Override
    public int compareTo(Version other) {
        return ORDER.compare(this, other);
    }

    /** Returns whether another is of the same installation. */
    public boolean isSameEdition(Version other) {
        return life == other.life && edition == other.edition;
    }
}
