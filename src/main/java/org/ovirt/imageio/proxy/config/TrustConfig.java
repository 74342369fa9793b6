// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.config;

import java.util.Set;

/**
 * Which daemons a token may name. The Engine's own tickets come over the loopback address and are
 * not bound by it.
 *
 * @param hosts names, names that begin with {@code *.}, addresses, or networks such as {@code
 *     192.0.2.0/24}
 * @param ports TCP ports
 */
public record TrustConfig(Set<String> hosts, Set<Integer> ports) {

    static TrustConfig read(ConfigReader reader) {
        return new TrustConfig(
                reader.list("imageio.daemon.hosts", ""),
                reader.ports("imageio.daemon.ports", 54322));
    }
}
