// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.config;

import java.nio.file.Path;
import java.time.Duration;

/**
 * The connections to image daemons.
 *
 * @param caFile PEM file with the certificates that daemons' certificates must lead to
 * @param connectTimeout how long a connection and its TLS handshake may take
 * @param readTimeout how long a daemon may keep silent while it should send or take bytes
 * @param operationTimeout how long a daemon may work on something before it answers at all: a
 *     flush, a zero, extents or a checksum
 */
public record DaemonConfig(
        Path caFile, Duration connectTimeout, Duration readTimeout, Duration operationTimeout) {

    static DaemonConfig read(ConfigReader reader) {
        return new DaemonConfig(
                reader.readableFile("imageio.daemon.ca-file", "/etc/pki/ovirt-engine/ca.pem"),
                reader.seconds("imageio.daemon.connect-timeout", 10, 1, 600),
                reader.seconds("imageio.daemon.read-timeout", 60, 1, 3600),
                reader.seconds("imageio.daemon.operation-timeout", 6 * 3600, 1, 7 * 86_400));
    }
}
