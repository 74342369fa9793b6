// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.config;

import org.eclipse.microprofile.config.Config;

/**
 * All that can be configured in the proxy itself; the listener for clients is WildFly's.
 *
 * @param control the Engine's endpoint
 * @param daemon the connections to image daemons
 * @param tls all TLS connections
 * @param token which signed tokens are accepted
 * @param trust which daemons a token may name
 * @param sessions how many sessions there may be
 * @param access how the front door is open
 * @param cluster the nodes that are one proxy together
 * @param stop how the proxy stops
 */
public record ProxyConfig(
        ControlConfig control,
        DaemonConfig daemon,
        TlsConfig tls,
        TokenConfig token,
        TrustConfig trust,
        SessionLimits sessions,
        AccessConfig access,
        ClusterConfig cluster,
        StopConfig stop) {
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
        TokenConfig token = TokenConfig.read(reader);
        TrustConfig trust = TrustConfig.read(reader, token.isAnyAccepted());
        SessionLimits sessions = SessionLimits.read(reader);
        AccessConfig access = AccessConfig.read(reader);
        ClusterConfig cluster = ClusterConfig.read(reader);
        StopConfig stop = StopConfig.read(reader);
        reader.requireNoMistakes();
        return new ProxyConfig(control, daemon, tls, token, trust, sessions, access, cluster, stop);
    }
}
