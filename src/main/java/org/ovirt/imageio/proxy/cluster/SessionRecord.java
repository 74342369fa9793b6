// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.cluster;

/**
 * A session in the cluster's map, where its key is the hash of its id. Times are milliseconds of
 * the cluster's clock.
 *
 * @param ticketHash the hash of the ticket's id, by which the sessions of a ticket are counted
 * @param openedAt when it was opened or renewed
 * @param endsAt when it ends without being used
 * @param ended whether its client has ended it; it is kept so that no node goes on with it
 * @param sealed the session, which only its id opens; see {@link SessionSeal}
 */
record SessionRecord(String ticketHash, long openedAt, long endsAt, boolean ended, Sealed sealed) {
    SessionRecord endingAt(long newEnd) {
        return new SessionRecord(ticketHash, openedAt, newEnd, ended, sealed);
    }

    /** Returns what holds after two halves of a cluster have found one another again. */
    SessionRecord mergedWith(SessionRecord other) {
        if (ended || other.ended) {
            return ended ? this : other;
        }
        return endsAt > other.endsAt ? this : other;
    }
}
