// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.server;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;

/** What {@code /proc/<pid>/task/<thread>/stat} tells of a process's threads. */
final class ThreadTimes {

    /** USER_HZ, which Linux has fixed at 100 for every program that reads these files. */
    private static final long TICKS_PER_SECOND = 100;

    private ThreadTimes() {}

    /** What all threads whose name has this part have used so far, in user and kernel mode. */
    static Duration cpu(long pid, String partOfName) throws IOException {
        long ticks = 0;
        Path tasks = Path.of("/proc", Long.toString(pid), "task");
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(tasks)) {
            for (Path thread : threads) {
                ticks += ticks(thread.resolve("stat"), partOfName);
            }
        }
        return Duration.ofMillis(ticks * (1000 / TICKS_PER_SECOND));
    }

    private static long ticks(Path stat, String partOfName) throws IOException {
        String line;
        try {
            line = Files.readString(stat);
        } catch (NoSuchFileException e) {
            // It has just ended.
            return 0;
        }
        // The name is in parentheses and may hold anything.
        int end = line.lastIndexOf(')');
        if (!line.substring(line.indexOf('('), end).contains(partOfName)) {
            return 0;
        }
        String[] fields = line.substring(end + 2).split(" ", -1);
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }
}
