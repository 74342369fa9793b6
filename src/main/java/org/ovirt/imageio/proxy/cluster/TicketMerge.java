// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.cluster;

/** Merges the tickets of two halves of a cluster; see {@link TicketRecord#mergedWith}. */
public final class TicketMerge extends RecordMerge<TicketRecord> {
    @Override
    TicketRecord merged(TicketRecord theirs, TicketRecord ours) {
        return theirs.mergedWith(ours);
    }
}
