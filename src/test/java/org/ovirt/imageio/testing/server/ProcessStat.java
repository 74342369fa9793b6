// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.server;

import java.time.Duration;

/**
 * The content of {@code /proc/<pid>/stat}, or of a thread's {@code /proc/<pid>/task/<thread>/stat}.
 *
 * @param line the one line of it
 */
public record ProcessStat(String line) {
    /** USER_HZ, which Linux has fixed at 100 for every program that reads these files. */
    private static final long TICKS_PER_SECOND = 100;

    /** The fields after the command, which is in parentheses and may hold anything. */
    private String[] fields() {
        return line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
    }

    /** The command of a process, which is the name of a thread. */
    String command() {
        return line.substring(line.indexOf('(') + 1, line.lastIndexOf(')'));
    }

    /** What all its threads, or a thread, have used so far, in user and kernel mode. */
    public Duration cpu() {
        String[] fields = fields();
        long ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        return Duration.ofMillis(ticks * (1000 / TICKS_PER_SECOND));
    }
}
