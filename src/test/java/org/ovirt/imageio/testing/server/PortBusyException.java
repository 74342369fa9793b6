// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.server;

import java.util.Optional;

/** A port that a server needs is taken; the message names the port and the process that has it. */
public final class PortBusyException extends IllegalStateException {

    PortBusyException(int port, String key, Optional<PortOwner> owner) {
        super(
                "Port %d is taken by %s. Stop it, or choose another port with -D%s=..."
                        .formatted(
                                port,
                                owner.map(PortOwner::toString).orElse("another user's process"),
                                key));
    }
}
