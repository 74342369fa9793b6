// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.server;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a WildFly has printed so far.
 *
 * @param lines complete lines
 */
record BootLog(List<String> lines) {

    private static final String STARTED = "WFLYSRV0025:";
    private static final String STARTED_WITH_ERRORS = "WFLYSRV0026:";
    private static final int EXCERPT = 40;

    static BootLog read(Path file) throws IOException {
        // Whatever the server prints, it has to be readable here.
        return new BootLog(
                new String(Files.readAllBytes(file), Charset.defaultCharset()).lines().toList());
    }

    boolean isStarted() {
        return has(STARTED);
    }

    /** The server runs, but something of it does not: a busy port, a failed deployment. */
    boolean isStartedWithErrors() {
        return has(STARTED_WITH_ERRORS);
    }

    /** From the first error on, or the last lines where there is none. */
    String excerpt() {
        int firstError = 0;
        while (firstError < lines.size() && !lines.get(firstError).contains(" ERROR ")) {
            firstError++;
        }
        int from = firstError < lines.size() ? firstError : Math.max(0, lines.size() - EXCERPT);
        return lines.stream().skip(from).limit(EXCERPT).collect(Collectors.joining("\n"));
    }

    private boolean has(String code) {
        return lines.stream().anyMatch(line -> line.contains(code));
    }
}
