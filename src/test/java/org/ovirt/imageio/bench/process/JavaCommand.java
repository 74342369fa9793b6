// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.bench.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How to run a class of the benchmark in a JVM of its own: the same JDK, the same class path. */
public final class JavaCommand {
    private JavaCommand() {}

    /**
     * The program and its arguments.
     *
     * @param heap the maximum, as {@code -Xmx} takes it
     * @param main has the {@code main} method
     * @param arguments for it
     */
    public static List<String> of(String heap, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx" + heap);
        command.add("-XX:+UseParallelGC");
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(main.getName());
        command.addAll(List.of(arguments));
        return List.copyOf(command);
    }
}
