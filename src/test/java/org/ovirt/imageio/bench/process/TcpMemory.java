// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The memory that the kernel has for all TCP connections of the machine. */
public final class TcpMemory {
    private TcpMemory() {}

    /** Which part of it is in use. */
    public static double used() throws IOException {
        // Not readString(): it begins with one byte, and a file of /proc/sys ends after one read.
        String limits = Files.readAllLines(Path.of("/proc/sys/net/ipv4/tcp_mem")).get(0);
        return used(Files.readString(Path.of("/proc/net/sockstat")), limits);
    }

    /** Both files count in pages; the limit is the third of its file's numbers. */
    static double used(String sockstat, String limits) {
        String used = sockstat.replaceAll("(?s).*TCP: inuse [^\\n]* mem (\\d+).*", "$1");
        String limit = limits.strip().split("\\s+", -1)[2];
        return Double.parseDouble(used) / Double.parseDouble(limit);
    }
}
