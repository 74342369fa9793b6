// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.server;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The process that has a TCP port.
 *
 * @param pid its process id
 * @param command its command line, shortened
 */
record PortOwner(long pid, String command) {

    private static final int COMMAND_LENGTH = 120;

    /**
     * Looks in {@code /proc} for who listens on this port, on any address; or else for who has it
     * as the local end of a connection, which keeps a server from it just as well.
     *
     * @return empty where the process belongs to another user, or there is no {@code /proc}
     */
    static Optional<PortOwner> of(int port) {
        return owner(sockets(port, TcpSocket::isListening))
                .or(() -> owner(sockets(port, socket -> !socket.isListening())));
    }

    @Override
    public String toString() {
        return "process " + pid + " (" + command + ")";
    }

    private static Optional<PortOwner> owner(Set<String> sockets) {
        return ProcessHandle.allProcesses()
                .filter(process -> hasAny(process.pid(), sockets))
                .findFirst()
                .map(process -> new PortOwner(process.pid(), command(process)));
    }

    private static Set<String> sockets(int port, Predicate<TcpSocket> kind) {
        return TcpSocket.all()
                .filter(socket -> socket.localPort() == port && kind.test(socket))
                .map(socket -> "socket:[" + socket.inode() + "]")
                .collect(Collectors.toSet());
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
