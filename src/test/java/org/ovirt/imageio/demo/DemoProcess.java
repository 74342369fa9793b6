// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A demo in a JVM of its own. */
final class DemoProcess implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofMinutes(3);
    private static final Duration END_LIMIT = Duration.ofSeconds(30);
    private static final String LAST_LINE = "Ctrl-C ends it all.";
    private static final String COMMAND = "  ";
    private static final Pattern LOG = Pattern.compile("^The logs? (?:is|are) (.*?)\\.?$");

    private final Process process;
    private final Path output;
    private final Path errors;

    private DemoProcess(Process process, Path output, Path errors) {
        this.process = process;
        this.output = output;
        this.errors = errors;
    }

    /**
     * Starts a demo.
     *
     * @param notes where to keep what it prints
     * @param properties its system properties
     */
    static DemoProcess launch(Path notes, Map<String, String> properties) throws IOException {
        Path output = Files.createTempFile(notes, "demo", ".out");
        Path errors = Files.createTempFile(notes, "demo", ".err");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        properties.forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(Demo.class.getName());
        Process process =
                new ProcessBuilder(command)
                        .redirectOutput(output.toFile())
                        .redirectError(errors.toFile())
                        .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        return new DemoProcess(process, output, errors);
    }

    /** Waits until it has told what to do with it. */
    DemoProcess ready() {
        await().atMost(START_LIMIT)
                .until(() -> !process.isAlive() || text(output).contains(LAST_LINE));
        assertThat(text(output)).as(errors()).contains(LAST_LINE);
        return this;
    }

    /** The lines that it prints to paste. */
    List<String> commands() {
        return text(output)
                .lines()
                .filter(line -> line.startsWith(COMMAND))
                .map(String::strip)
                .toList();
    }

    /** The file of the log of the proxy, or of its first node. */
    Path log() {
        return text(output)
                .lines()
                .map(LOG::matcher)
                .filter(Matcher::matches)
                .map(line -> Path.of(line.group(1)))
                .findFirst()
                .orElseThrow();
    }

    String errors() {
        return text(errors);
    }

    /** The process of the proxy's server. */
    ProcessHandle server() {
        List<ProcessHandle> servers = servers();
        assertThat(servers).hasSize(1);
        return servers.get(0);
    }

    /** The processes of the servers of all nodes. */
    List<ProcessHandle> servers() {
        return process.children().toList();
    }

    /** Sends a SIGTERM. */
    DemoProcess terminate() {
        process.destroy();
        return this;
    }

    /** Sends a SIGKILL. */
    DemoProcess kill() {
        process.destroyForcibly();
        return this;
    }

    /** Waits for the end. */
    int exitStatus() throws InterruptedException {
        assertThat(process.waitFor(END_LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(END_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
