// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.tls;

/**
 * The byte arrays one thread copies a TLS record through.
 *
 * <p>They keep what was last decrypted until the next record, as the network buffers of a server
 * do.
 *
 * @param input holds what the cipher reads
 * @param output holds what the cipher writes
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared: they are scratch space.
record RecordBuffers(byte[] input, byte[] output) {
    /** Bytes in each array: the largest TLS record (16 KiB and its overhead) and a little more. */
    static final int CAPACITY = 17 * 1024;

    RecordBuffers() {
        this(new byte[CAPACITY], new byte[CAPACITY]);
    }
}
