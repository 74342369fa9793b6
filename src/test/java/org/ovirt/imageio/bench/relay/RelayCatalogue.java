// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.bench.relay;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ovirt.imageio.bench.process.Installed;

/** The relays that can be measured, by name, in the order of the reports. */
public final class RelayCatalogue {
    private final Map<String, Optional<RelayStarter>> starters = new LinkedHashMap<>();

    /** Looks which of them this machine has. */
    public RelayCatalogue() {
        starters.put(Haproxy.NAME, Installed.find(Haproxy.NAME).map(Haproxy::new));
        starters.put(Nginx.NAME, Installed.find(Nginx.NAME).map(Nginx::new));
        starters.put(ProxyRelay.NAME, Optional.of(ProxyRelay::start));
        starters.put(Floor.NAME, Optional.of(new Floor()));
    }

    /** All names, also of those that are not installed. */
    public Set<String> names() {
        return Collections.unmodifiableSet(starters.keySet());
    }

    /** How to start one; nothing if it is not installed or there is none of this name. */
    public Optional<RelayStarter> starter(String name) {
        return starters.getOrDefault(name, Optional.empty());
    }
}
