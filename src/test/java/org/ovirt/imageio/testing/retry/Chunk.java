// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.retry;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Bytes of an image that are sent by one request.
 *
 * @param start position of the first byte
 * @param length how many
 */
public record Chunk(long start, int length) {
    /** Cuts an image into chunks of up to so many bytes, at random places. */
    static List<Chunk> of(long size, int longest, SplittableRandom random) {
        List<Chunk> chunks = new ArrayList<>();
        for (long start = 0; start < size; ) {
            int length = (int) Math.min(size - start, random.nextInt(longest / 8, longest + 1));
            chunks.add(new Chunk(start, length));
            start += length;
        }
        return chunks;
    }

    /** The position after the last byte. */
    public long end() {
        return start + length;
    }

    /**
     * Bytes without a pattern, other ones in each attempt: when an earlier attempt writes over a
     * later one, it is seen.
     *
     * @param attempt from 1
     */
    byte[] content(long seed, int attempt) {
        byte[] bytes = new byte[length];
        new SplittableRandom(seed ^ (start << 8) ^ attempt).nextBytes(bytes);
        return bytes;
    }
}
