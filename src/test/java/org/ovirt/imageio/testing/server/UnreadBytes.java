// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code /proc/net/tcp} tells of bytes that a process has not read yet. */
final class UnreadBytes {

    private UnreadBytes() {}

    /**
     * Counts the bytes that wait on the connection between these ports.
     *
     * @throws IOException when there is none
     */
    static long of(int localPort, int remotePort) throws IOException {
        // sl local_address rem_address st tx:rx tr:tm retrnsmt uid timeout inode
        Pattern connection =
                Pattern.compile(
                        "\\s*\\d+: [0-9A-F]+:%04X [0-9A-F]+:%04X 01 [0-9A-F]+:([0-9A-F]+) .*"
                                .formatted(localPort, remotePort));
        for (String table : new String[] {"/proc/net/tcp", "/proc/net/tcp6"}) {
            for (String line : Files.readAllLines(Path.of(table))) {
                Matcher matcher = connection.matcher(line);
                if (matcher.matches()) {
                    return Long.parseLong(matcher.group(1), 16);
                }
            }
        }
        throw new IOException("No connection from " + remotePort + " to " + localPort);
    }
}
