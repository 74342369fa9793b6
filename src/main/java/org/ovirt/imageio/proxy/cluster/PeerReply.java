// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.cluster;

import org.jspecify.annotations.Nullable;
import org.ovirt.imageio.proxy.ticket.TransferReport;

/**
 * What a node says of itself.
 *
 * @param over whether what was to end has ended there
 * @param report how the transfer stands there; null if it has none
 */
record PeerReply(boolean over, @Nullable TransferReport report) {
    static final PeerReply NOT_YET = new PeerReply(false, null);
    static final PeerReply OVER = new PeerReply(true, null);
}
