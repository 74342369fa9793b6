// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.tool;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version is that of the proxy. */
final class ToolVersion implements IVersionProvider {
    private static final String RESOURCE = "/org/ovirt/imageio/proxy/version.properties";

    @Override
    public String[] getVersion() throws IOException {
        Properties properties = new Properties();
        try (InputStream in = ToolVersion.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IOException(RESOURCE + " is missing from the jar");
            }
            properties.load(in);
        }
        return new String[] {TokenTool.NAME + " " + properties.getProperty("version")};
    }
}
