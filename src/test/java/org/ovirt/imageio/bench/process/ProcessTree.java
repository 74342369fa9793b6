// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.bench.process;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.ovirt.imageio.testing.server.ProcessStat;

/**
 * What the kernel says about a process and those it has started. Memory that they share is counted
 * once for each.
 *
 * @param pid of the first process
 */
public record ProcessTree(long pid) {
    private static final Pattern COMPILER = Pattern.compile("C[12] Compiler");

    /** The processor time used so far, in steps of 10 ms for each process. */
    public Duration cpu() throws IOException {
        Duration sum = Duration.ZERO;
        for (long each : pids()) {
            sum = sum.plus(new ProcessStat(Files.readString(file(each, "stat"))).cpu());
        }
        return sum;
    }

    /**
     * The processor time that compilers of the first process, a JVM, have used so far: they work
     * much in its first minutes and little later. Only of those that still run, so it is exact
     * where the JVM does not end them ({@code -XX:-UseDynamicNumberOfCompilerThreads}).
     */
    public Duration compilers() throws IOException {
        Duration sum = Duration.ZERO;
        try (DirectoryStream<Path> threads =
                Files.newDirectoryStream(file(pid, "task"), ProcessTree::isCompiler)) {
            for (Path thread : threads) {
                sum = sum.plus(new ProcessStat(Files.readString(thread.resolve("stat"))).cpu());
            }
        }
        return sum;
    }

    private static boolean isCompiler(Path thread) {
        try {
            return COMPILER.matcher(Files.readString(thread.resolve("comm"))).lookingAt();
        } catch (IOException e) {
            // It has ended meanwhile (ENOENT or ESRCH), as compilers do not.
            return false;
        }
    }

    /** The memory that is resident now, in bytes. */
    public long resident() throws IOException {
        long sum = 0;
        for (long each : pids()) {
            sum += status(each).resident();
        }
        return sum;
    }

    /** The most memory that ever was resident, in bytes. */
    public long peakResident() throws IOException {
        long sum = 0;
        for (long each : pids()) {
            sum += status(each).peakResident();
        }
        return sum;
    }

    private List<Long> pids() {
        return LongStream.concat(
                        LongStream.of(pid),
                        ProcessHandle.of(pid).stream()
                                .flatMap(ProcessHandle::descendants)
                                .mapToLong(ProcessHandle::pid))
                .boxed()
                .toList();
    }

    private static ProcessStatus status(long pid) throws IOException {
        return new ProcessStatus(Files.readAllLines(file(pid, "status")));
    }

    private static Path file(long pid, String name) {
        return Path.of("/proc", Long.toString(pid), name);
    }
}
