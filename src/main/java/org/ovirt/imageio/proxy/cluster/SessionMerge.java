// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.cluster;

/** Merges the sessions of two halves of a cluster; see {@link SessionRecord#mergedWith}. */
public final class SessionMerge extends RecordMerge<SessionRecord> {
    @Override
    SessionRecord merged(SessionRecord theirs, SessionRecord ours) {
        return theirs.mergedWith(ours);
    }
}
