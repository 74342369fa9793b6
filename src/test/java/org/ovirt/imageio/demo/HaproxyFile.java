// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * The configuration that administrators get for HAProxy, made ready for the demo's nodes.
 *
 * @param port where HAProxy listens on loopback
 * @param ca the certificate authority of the nodes
 * @param nodes two
 */
record HaproxyFile(int port, Path ca, List<DemoPorts> nodes) {
    static final String NAME = "haproxy.cfg";

    String text() throws IOException {
        String text = template();
        // Of whoever plays the demo, who cannot become somebody else.
        text = replaced(text, "    user haproxy\n    group haproxy\n", "");
        text = replaced(text, "bind :54323", "bind " + DemoPorts.ADDRESS + ":" + port);
        text = replaced(text, "imageio.example.com", "localhost");
        text = replaced(text, "/etc/pki/ovirt-engine/ca.pem", quoted(ca));
        text = replaced(text, "192.0.2.11:54323", address(nodes.get(0)));
        return replaced(text, "192.0.2.12:54323", address(nodes.get(1)));
    }

    private static String address(DemoPorts node) {
        return DemoPorts.ADDRESS + ":" + node.data();
    }

    /** Inside of double quotes. */
    private static String quoted(Path path) {
        return path.toString().replaceAll("[\\\\\"$]", "\\\\$0");
    }

    private static String replaced(String text, String what, String by) {
        if (!text.contains(what)) {
            throw new IllegalStateException("There is no '" + what + "' in " + NAME);
        }
        return text.replace(what, by);
    }

    private static String template() throws IOException {
        try (InputStream in = HaproxyFile.class.getResourceAsStream("/" + NAME)) {
            if (in == null) {
                throw new IOException(NAME + " is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
