// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.config;

import org.eclipse.microprofile.config.Config;

/**
 * All that can be configured in the proxy itself; the listener for clients is WildFly's.
 *
 * @param control the Engine's endpoint
 * @param daemon the connections to image daemons
 * @param tls all TLS connections
 */
public record ProxyConfig(ControlConfig control, DaemonConfig daemon, TlsConfig tls) {

    /**
     * Reads the configuration.
     *
     * @throws ConfigException if any value is wrong; its message names all of them
     */
    public static ProxyConfig read(Config source) {
        ConfigReader reader = new ConfigReader(source);
        ControlConfig control = ControlConfig.read(reader);
        DaemonConfig daemon = DaemonConfig.read(reader);
        TlsConfig tls = TlsConfig.read(reader);
        reader.requireNoMistakes();
        return new ProxyConfig(control, daemon, tls);
    }
}
