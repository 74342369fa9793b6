// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.daemon;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a daemon allows: access to one file.
 *
 * @param uuid last segment of {@code /images/<uuid>}
 * @param size upper bound of addressable bytes
 * @param ops what may be done; writing implies reading
 * @param file the image; created as one hole of {@code size} bytes when it does not exist
 * @param timeout how long the ticket lives after its installation and after each operation
 * @param sparse whether zeroing leaves holes where it finds holes
 * @param dirty whether {@code context=dirty} extents are given
 * @param filename name offered to who downloads, or null
 */
public record DaemonTicket(
        String uuid,
        long size,
        Set<Operation> ops,
        Path file,
        Duration timeout,
        boolean sparse,
        boolean dirty,
        @Nullable String filename) {

    /** What a ticket can allow. */
    public enum Operation {
        /** Download, extents, checksum. */
        READ,
        /** Upload, zero, flush, and all that {@link #READ} allows. */
        WRITE
    }

    /** Copies the operations and refuses a negative size. */
    public DaemonTicket {
        if (size < 0) {
            throw new IllegalArgumentException("Negative size: " + size);
        }
        ops = Set.copyOf(ops);
    }

    /** A sparse ticket without a file name or dirty extents that lives for five minutes. */
    public static DaemonTicket of(String uuid, Path file, long size, Operation... ops) {
        return new DaemonTicket(
                uuid,
                size,
                Arrays.stream(ops).collect(Collectors.toSet()),
                file,
                Duration.ofMinutes(5),
                true,
                false,
                null);
    }

    /** The same with another life time. */
    public DaemonTicket withTimeout(Duration newTimeout) {
        return new DaemonTicket(uuid, size, ops, file, newTimeout, sparse, dirty, filename);
    }

    /** The same, sparse or not. */
    public DaemonTicket withSparse(boolean newSparse) {
        return new DaemonTicket(uuid, size, ops, file, timeout, newSparse, dirty, filename);
    }

    /** The same, with or without dirty extents. */
    public DaemonTicket withDirty(boolean newDirty) {
        return new DaemonTicket(uuid, size, ops, file, timeout, sparse, newDirty, filename);
    }

    /** The same with a name for downloads. */
    public DaemonTicket withFilename(String newFilename) {
        return new DaemonTicket(uuid, size, ops, file, timeout, sparse, dirty, newFilename);
    }

    boolean allows(Operation operation) {
        return ops.contains(operation)
                || (operation == Operation.READ && ops.contains(Operation.WRITE));
    }

    /** What the reference calls a transfer whose id the Engine did not pass. */
    String transferId() {
        return "(ticket/" + uuid.substring(0, Math.min(18, uuid.length())) + ")";
    }
}
