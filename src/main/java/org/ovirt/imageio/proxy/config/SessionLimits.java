// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.config;

import java.time.Duration;

/**
 * The sessions of clients that have shown a token.
 *
 * @param maxLifetime how long one lasts at most, however much it is used
 * @param max how many there are at most
 * @param maxPerTicket how many there are at most for one ticket
 */
public record SessionLimits(Duration maxLifetime, int max, int maxPerTicket) {

    static SessionLimits read(ConfigReader reader) {
        return new SessionLimits(
                reader.seconds("imageio.session.max-lifetime", 36_000, 60, 30 * 86_400),
                reader.integer("imageio.session.max", 10_000, 1, 1_000_000),
                reader.integer("imageio.session.max-per-ticket", 32, 1, 10_000));
    }
}
