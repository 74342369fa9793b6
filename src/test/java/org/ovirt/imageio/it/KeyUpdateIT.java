// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class KeyUpdateIT {
    /** The fewest, answers not counted, that the proxy sends for its 2 times 2 times 64 MiB. */
    private static final long UPDATES = 240;

    private static final int TAIL = 30;

    /** The JDK reads its limit once, so client and daemon need a JVM that starts with it. */
    @Test
    void imagesArriveThoughAllConnectionsChangeTheirKeysOnTheWay(@TempDir Path directory)
            throws Exception {
        Path security = directory.resolve("java.security");
        Files.writeString(security, "jdk.tls.keyLimits=AES/GCM/NoPadding KeyUpdate 2^22\n");
        Path output = directory.resolve("output");
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Djava.security.properties=" + security,
                                "-Djavax.net.debug=ssl:handshake",
                                "-cp",
                                System.getProperty("java.class.path"),
                                KeyUpdateTransfers.class.getName())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        try {
            assertThat(process.waitFor(150, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(tail(output)).isZero();
            assertThat(received(output)).isGreaterThan(UPDATES);
        } finally {
            process.destroyForcibly();
        }
    }

    private static long received(Path output) throws IOException {
        try (Stream<String> lines = Files.lines(output)) {
            return lines.filter(line -> line.contains("Consuming KeyUpdate")).count();
        }
    }

    private static String tail(Path output) throws IOException {
        List<String> lines = Files.readAllLines(output);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL), lines.size()));
    }
}
