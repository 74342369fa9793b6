// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.config;

import java.time.Duration;

/**
 * How the proxy stops.
 *
 * @param delay how long requests are still taken once it tells that it is going to stop
 * @param drainTimeout how long those that run may take then
 */
public record StopConfig(Duration delay, Duration drainTimeout) {

    static StopConfig read(ConfigReader reader) {
        return new StopConfig(
                reader.seconds("imageio.stop.delay", 0, 0, 600),
                reader.seconds("imageio.stop.drain-timeout", 60, 1, 86_400));
    }
}
