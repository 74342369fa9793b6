// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.ticket;

import java.util.Locale;
import java.util.Optional;

/** What a ticket may allow; writing implies reading. */
public enum Operation {
    /** Read the image, its extents and checksums. */
    READ,
    /** Write, zero and flush the image. */
    WRITE;

    /** Returns the word of the Engine's tickets, {@code read} or {@code write}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the operation of a word in a ticket, if it is one. */
    public static Optional<Operation> of(String word) {
        return switch (word) {
            case "read" -> Optional.of(READ);
            case "write" -> Optional.of(WRITE);
            default -> Optional.empty();
        };
    }
}
