// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.bench.process;

import java.util.List;

/**
 * The content of {@code /proc/<pid>/status}.
 *
 * @param lines all of it
 */
record ProcessStatus(List<String> lines) {
    /** Copies the lines. */
    ProcessStatus {
        lines = List.copyOf(lines);
    }

    /** The memory that is resident now, in bytes. */
    long resident() {
        return bytes("VmRSS:");
    }

    /** The most that ever was resident, in bytes. */
    long peakResident() {
        return bytes("VmHWM:");
    }

    private long bytes(String key) {
        for (String line : lines) {
            if (line.startsWith(key)) {
                String value = line.substring(key.length()).replace("kB", "").strip();
                return Long.parseLong(value) * 1024;
            }
        }
        throw new IllegalStateException("no " + key + " in the process's status");
    }
}
