// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A TCP socket of this machine, as a line of {@code /proc/net/tcp} or {@code tcp6} tells.
 *
 * @param localAddress as Linux writes it, in hexadecimal digits
 * @param localPort its own port
 * @param remotePort the port of the other end, 0 if there is none
 * @param state as Linux writes it
 * @param unread bytes that have come and that nobody has read
 * @param inode what the links below {@code /proc/PID/fd} call it
 */
public record TcpSocket(
        String localAddress,
        int localPort,
        int remotePort,
        String state,
        long unread,
        String inode) {
    private static final String ESTABLISHED = "01";
    private static final String LISTEN = "0A";

    /** Returns all sockets; none where this is not Linux. */
    public static Stream<TcpSocket> all() {
        return Stream.of("/proc/net/tcp", "/proc/net/tcp6")
                .flatMap(table -> lines(Path.of(table)).stream().skip(1))
                .map(TcpSocket::parse);
    }

    // sl local_address rem_address st tx:rx tr:tm retrnsmt uid timeout inode
    private static TcpSocket parse(String line) {
        String[] fields = line.strip().split("\\s+", -1);
        String[] local = fields[1].split(":", -1);
        return new TcpSocket(
                local[0],
                Integer.parseInt(local[1], 16),
                Integer.parseInt(fields[2].split(":", -1)[1], 16),
                fields[3],
                Long.parseLong(fields[4].split(":", -1)[1], 16),
                fields[9]);
    }

    private static List<String> lines(Path table) {
        try {
            return Files.readAllLines(table);
        } catch (IOException e) {
            // Not Linux, or no IPv6.
            return List.of();
        }
    }

    /** Returns whether it waits for connections. */
    public boolean isListening() {
        return state.equals(LISTEN);
    }

    boolean isEstablished() {
        return state.equals(ESTABLISHED);
    }
}
