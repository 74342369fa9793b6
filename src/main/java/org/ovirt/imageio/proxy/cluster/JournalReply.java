// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.cluster;

import java.util.List;
import org.ovirt.imageio.proxy.ticket.OpenWrite;

/**
 * The answer to a {@link JournalChange}.
 *
 * @param conflicts the writes that keep another from beginning
 */
record JournalReply(List<OpenWrite> conflicts) {
    static final JournalReply NOTHING = new JournalReply(List.of());

    JournalReply {
        conflicts = List.copyOf(conflicts);
    }
}
