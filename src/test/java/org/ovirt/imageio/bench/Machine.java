// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Says on what the figures were made. */
public final class Machine {
    private Machine() {}

    /** One line. */
    public static String describe() throws IOException {
        return "%d x %s, Linux %s, JDK %s%n"
                .formatted(
                        Runtime.getRuntime().availableProcessors(),
                        processor(),
                        System.getProperty("os.version"),
                        System.getProperty("java.version"));
    }

    /** How many processes wanted to run in the last minute, on average. */
    public static double load() throws IOException {
        String text = Files.readString(Path.of("/proc/loadavg"));
        return Double.parseDouble(text.substring(0, text.indexOf(' ')));
    }

    private static String processor() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("processor");
        }
    }
}
