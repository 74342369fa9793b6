// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.config;

import java.time.Duration;

/**
 * The Engine's endpoint.
 *
 * @param port TCP port on the loopback addresses; 0 means any free one
 * @param removeTimeout how long the removal of a ticket waits for its relays to end
 * @param maxTickets how many tickets are held at most
 */
public record ControlConfig(int port, Duration removeTimeout, int maxTickets) {

    static ControlConfig read(ConfigReader reader) {
        return new ControlConfig(
                reader.integer("imageio.control.port", 54324, 0, 65535),
                reader.seconds("imageio.control.remove-timeout", 60, 1, 3600),
                reader.integer("imageio.control.max-tickets", 10_000, 1, 1_000_000));
    }
}
