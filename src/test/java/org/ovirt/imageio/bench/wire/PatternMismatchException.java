// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.bench.wire;

import java.io.IOException;

/** A relay changed a byte. */
public final class PatternMismatchException extends IOException {
    /**
     * Says where.
     *
     * @param offset of the first byte that differs, from the start of the image
     */
    public PatternMismatchException(long offset) {
        super("the byte at offset " + offset + " is not the image's");
    }
}
