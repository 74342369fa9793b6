// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.server;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The process that listens on a TCP port.
 *
 * @param pid its process id
 * @param command its command line, shortened
 */
record PortOwner(long pid, String command) {

    private static final int COMMAND_LENGTH = 120;
    private static final String LISTEN = "0A";

    /**
     * Looks in {@code /proc} for who listens on this port, on any address.
     *
     * @return empty where the process belongs to another user, or there is no {@code /proc}
     */
    static Optional<PortOwner> of(int port) {
        Set<String> sockets = listeners(port);
        if (sockets.isEmpty()) {
            return Optional.empty();
        }
        return ProcessHandle.allProcesses()
                .filter(process -> hasAny(process.pid(), sockets))
                .findFirst()
                .map(process -> new PortOwner(process.pid(), command(process)));
    }

    @Override
    public String toString() {
        return "process " + pid + " (" + command + ")";
    }

    private static Set<String> listeners(int port) {
        return Stream.of("/proc/net/tcp", "/proc/net/tcp6")
                .flatMap(table -> lines(Path.of(table)).stream().skip(1))
                .map(line -> line.strip().split("\\s+"))
                .filter(fields -> listensOn(port, fields))
                .map(fields -> "socket:[" + fields[9] + "]")
                .collect(Collectors.toSet());
    }

    private static List<String> lines(Path table) {
        try {
            return Files.readAllLines(table);
        } catch (IOException e) {
            // Not Linux, or no IPv6.
            return List.of();
        }
    }

    // sl local_address rem_address st tx:rx tr:tm retrnsmt uid timeout inode
    private static boolean listensOn(int port, String[] fields) {
        String local = fields[1];
        return fields[3].equals(LISTEN)
                && Integer.parseInt(local.substring(local.lastIndexOf(':') + 1), 16) == port;
    }

    private static boolean hasAny(long pid, Set<String> sockets) {
        Path descriptors = Path.of("/proc", Long.toString(pid), "fd");
        try (DirectoryStream<Path> links = Files.newDirectoryStream(descriptors)) {
            for (Path link : links) {
                if (sockets.contains(Files.readSymbolicLink(link).toString())) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            // Another user's process, or one that has just ended.
            return false;
        }
    }

    private static String command(ProcessHandle process) {
        String line =
                process.info()
                        .commandLine()
                        .or(() -> process.info().command())
                        .orElse("unknown command");
        return line.length() <= COMMAND_LENGTH ? line : line.substring(0, COMMAND_LENGTH) + "...";
    }
}
