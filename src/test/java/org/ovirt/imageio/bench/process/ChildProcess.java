// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.bench.process;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A process that lives no longer than this one: it ends on {@link #close()} and when this JVM is
 * told to end. What it writes to its standard error goes to a file.
 */
public final class ChildProcess implements Closeable {
    private static final long PATIENCE_SECONDS = 5;

    private final String name;
    private final Process process;
    private final Path log;
    private final BufferedReader answers;
    private final Writer orders;
    private final Thread killer;

    private ChildProcess(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
        answers = process.inputReader();
        orders = process.outputWriter();
        killer = new Thread(process::destroy, "end-" + name);
    }

    /**
     * Starts a process.
     *
     * @param name for messages and for the file of its standard error
     * @param directory where that file goes
     * @param command the program and its arguments
     */
    public static ChildProcess start(String name, Path directory, List<String> command)
            throws IOException {
        Path log = directory.resolve(name + ".log");
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
        ChildProcess child = new ChildProcess(name, builder.start(), log);
        Runtime.getRuntime().addShutdownHook(child.killer);
        return child;
    }

    /** The process's id. */
    public long pid() {
        return process.pid();
    }

    /** Whether it still runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Writes a line to its standard input. */
    public void send(String line) throws IOException {
        orders.write(line + "\n");
        orders.flush();
    }

    /**
     * Waits for a line on its standard output.
     *
     * @throws IOException if the process ends instead, or says nothing for that long
     */
    public String readLine(Duration patience) throws IOException, InterruptedException {
        CompletableFuture<@Nullable String> reading = CompletableFuture.supplyAsync(this::nextLine);
        try {
            String line = reading.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (line == null) {
                throw new IOException(name + " has ended: " + log());
            }
            return line;
        } catch (TimeoutException e) {
            throw new IOException(name + " says nothing for " + patience + ": " + log(), e);
        } catch (ExecutionException e) {
            throw new IOException(name + " cannot be heard", e);
        }
    }

    private @Nullable String nextLine() {
        try {
            return answers.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until it ends by itself. */
    public void awaitEnd() throws InterruptedException {
        process.waitFor();
    }

    /** What it has written to its standard error. */
    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the process, gently first, and returns when it has ended. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
        }
        forgetKiller();
    }

    /** A master that is killed does not take its workers along. */
    private void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private void forgetKiller() {
        try {
            Runtime.getRuntime().removeShutdownHook(killer);
        } catch (IllegalStateException ignored) {
            // This JVM is ending: the killer is at work already.
        }
    }
}
