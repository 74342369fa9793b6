// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import org.jspecify.annotations.Nullable;

/**
 * What a file says, read again when the file changes, so that a key can be exchanged without a
 * restart. While a changed file cannot be read, what it said before counts, and the log says so
 * once.
 *
 * <p>Safe for use by several threads.
 *
 * @param <T> what the file is read as
 */
public final class ReloadingFile<T> {
    private final Path file;
    private final Reader<T> reader;
    private final System.Logger log;
    private T content;

    /** The state of the file that needs no more reading. */
    private State settled;

    /** The last state that the log has told of, good or bad. */
    private State reported;

    /**
     * Understands the bytes of a file.
     *
     * @param <T> what it is read as
     */
    @FunctionalInterface
    public interface Reader<T> {
        /**
         * Reads the file.
         *
         * @throws GeneralSecurityException if its content cannot be used; the message says why
         */
        T read(Path file) throws IOException, GeneralSecurityException;
    }

    /** What differs when a file has been changed or replaced, also within the tick of a clock. */
    private record State(FileTime modified, long size, @Nullable Object key) {
        private static final State MISSING = new State(FileTime.fromMillis(0), -1, null);

        static State of(Path file) {
            try {
                BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
                return new State(found.lastModifiedTime(), found.size(), found.fileKey());
            } catch (IOException e) {
                // Whoever reads it next finds out why.
                return MISSING;
            }
        }
    }

    /**
     * Reads the file for the first time.
     *
     * @throws IOException if it cannot be read
     * @throws GeneralSecurityException if its content cannot be used
     */
    public ReloadingFile(Path file, Reader<T> reader) throws IOException, GeneralSecurityException {
        this(file, reader, System.getLogger(ReloadingFile.class.getName()));
    }

    ReloadingFile(Path file, Reader<T> reader, System.Logger log)
            throws IOException, GeneralSecurityException {
        this.file = file;
        this.reader = reader;
        this.log = log;
        settled = State.of(file);
        reported = settled;
        content = reader.read(file);
    }

    /** Returns what the file says now; may read it, so it belongs on a worker thread. */
    public synchronized T current() {
        // Before the reading: what changes during it differs the next time.
        State now = State.of(file);
        if (now.equals(settled)) {
            reported = now;
        } else {
            readAgain(now);
        }
        return content;
    }

    private void readAgain(State now) {
        try {
            content = reader.read(file);
            settled = now;
            reported = now;
            log.log(System.Logger.Level.INFO, "Read {0} again", file);
        } catch (IOException e) {
            // It may be missing for a moment only, or not be readable: tried again.
            report(now, e);
        } catch (GeneralSecurityException | RuntimeException e) {
            settled = now;
            report(now, e);
        }
    }

    private void report(State now, Exception e) {
        if (!now.equals(reported)) {
            reported = now;
            log.log(
                    System.Logger.Level.ERROR,
                    "Cannot read " + file + " again; going on with what it said before",
                    e);
        }
    }
}
