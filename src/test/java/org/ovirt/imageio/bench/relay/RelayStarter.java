// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.bench.relay;

import java.io.IOException;

/** Starts one kind of relay. */
@FunctionalInterface
public interface RelayStarter {
    /**
     * Starts the relay and returns when it accepts connections.
     *
     * @throws IOException if it does not
     */
    RelayUnderTest start(Surroundings surroundings) throws IOException, InterruptedException;
}
