// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.daemon;

/**
 * Bytes of an image.
 *
 * @param start position of the first byte
 * @param end position after the last byte
 */
record Range(long start, long end) {

    long length() {
        return end - start;
    }
}
