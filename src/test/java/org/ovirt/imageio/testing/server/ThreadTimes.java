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
    private ThreadTimes() {}

    /** What all threads whose name has this part have used so far, in user and kernel mode. */
    static Duration cpu(long pid, String partOfName) throws IOException {
        Duration sum = Duration.ZERO;
        Path tasks = Path.of("/proc", Long.toString(pid), "task");
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(tasks)) {
            for (Path thread : threads) {
                sum = sum.plus(cpu(thread.resolve("stat"), partOfName));
            }
        }
        return sum;
    }

    private static Duration cpu(Path file, String partOfName) throws IOException {
        try {
            ProcessStat stat = new ProcessStat(Files.readString(file));
            return stat.command().contains(partOfName) ? stat.cpu() : Duration.ZERO;
        } catch (NoSuchFileException e) {
            // It has just ended.
            return Duration.ZERO;
        }
    }
}
