// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.bench.process;

import java.time.Duration;

/**
 * The content of {@code /proc/<pid>/stat}.
 *
 * @param line the one line of it
 */
record ProcessStat(String line) {
    /** USER_HZ, which Linux has fixed at 100 for every program that reads these files. */
    private static final long TICKS_PER_SECOND = 100;

    /** The fields after the command, which is in parentheses and may hold anything. */
    private String[] fields() {
        return line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
    }

    /** What all threads of the process have used so far, in user and kernel mode. */
    Duration cpu() {
        String[] fields = fields();
        long ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        return Duration.ofMillis(ticks * (1000 / TICKS_PER_SECOND));
    }
}
