// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.server;

import java.util.Optional;

/** A port that a server needs is taken; the message names the port and the process that has it. */
public final class PortBusyException extends IllegalStateException {

    PortBusyException(int port, String purpose, Optional<PortOwner> owner, String remedy) {
        super(
                "Port %d (%s) is taken by %s. %s"
                        .formatted(
                                port,
                                purpose,
                                owner.map(PortOwner::toString)
                                        .orElse("a process that is hidden from this user"),
                                remedy));
    }
}
