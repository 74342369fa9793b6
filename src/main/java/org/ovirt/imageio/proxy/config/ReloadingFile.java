// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;

/**
 * What a file says, read again when the file changes, so that a key can be exchanged without a
 * restart. While a changed file cannot be read, what it said before counts.
 *
 * <p>Safe for use by several threads.
 *
 * @param <T> what the file is read as
 */
public final class ReloadingFile<T> {
    private static final System.Logger LOG = System.getLogger(ReloadingFile.class.getName());

    private final Path file;
    private final Reader<T> reader;
    private FileTime modified;
    private T content;

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

    /**
     * Reads the file for the first time.
     *
     * @throws IOException if it cannot be read
     * @throws GeneralSecurityException if its content cannot be used
     */
    public ReloadingFile(Path file, Reader<T> reader) throws IOException, GeneralSecurityException {
        this.file = file;
        this.reader = reader;
        modified = Files.getLastModifiedTime(file);
        content = reader.read(file);
    }

    /** Returns what the file says now; may read it, so it belongs on a worker thread. */
    public synchronized T current() {
        try {
            FileTime now = Files.getLastModifiedTime(file);
            if (!now.equals(modified)) {
                content = reader.read(file);
                modified = now;
                LOG.log(System.Logger.Level.INFO, "Read {0} again", file);
            }
        } catch (IOException | GeneralSecurityException e) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "Cannot read " + file + " again; going on with what it said before",
                    e);
        }
        return content;
    }
}
