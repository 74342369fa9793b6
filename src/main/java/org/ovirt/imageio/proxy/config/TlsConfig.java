// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.config;

/**
 * All TLS connections; those of clients read the same properties in the server's module
 * org.ovirt.imageio.proxy.tls.
 *
 * @param keyLimit bytes after which a TLS 1.3 connection changes the key that protects what it
 *     sends
 */
public record TlsConfig(long keyLimit) {
    private static final int MAX_MEBIBYTES = 131_072;
    private static final int DEFAULT_MEBIBYTES = MAX_MEBIBYTES / 2;

    static TlsConfig read(ConfigReader reader) {
        int mebibytes =
                reader.integer("imageio.tls.key-limit", DEFAULT_MEBIBYTES, 1, MAX_MEBIBYTES);
        return new TlsConfig((long) mebibytes << 20);
    }
}
