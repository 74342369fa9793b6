// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.bench.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The bytes of the benchmark's image: random, repeated with a period that is prime, so that a relay
 * that repeats, drops or swaps one of its buffers does not go unseen.
 *
 * <p>The same in every process. Immutable.
 */
public final class ImagePattern {
    /**
     * How many bytes are handed to TLS at once: eight records of JSSE's TLS 1.3, which carry 16367.
     */
    public static final int PIECE = 8 * 16367;

    /** A prime that lets the image's bytes stay in a processor's cache. */
    private static final int PERIOD = 262_139;

    private final byte[] bytes;

    /** Computes the pattern once; keep it. */
    public ImagePattern() {
        byte[] period = new byte[PERIOD];
        new SplittableRandom(54322).nextBytes(period);
        bytes = Arrays.copyOf(period, PERIOD + PIECE);
        System.arraycopy(period, 0, bytes, PERIOD, PIECE);
    }

    /**
     * The image's bytes at an offset, not to be written to.
     *
     * @param offset in bytes
     * @param length in bytes, at most {@link #PIECE}
     */
    public ByteBuffer at(long offset, int length) {
        return ByteBuffer.wrap(bytes, (int) (offset % PERIOD), length);
    }

    /**
     * Takes bytes out of a buffer and compares them with the image.
     *
     * @param offset where in the image the buffer's first byte belongs
     * @param actual a heap buffer
     * @param length how many bytes to take
     * @throws PatternMismatchException if one differs
     */
    public void check(long offset, ByteBuffer actual, int length) throws IOException {
        long at = offset;
        int left = length;
        while (left > 0) {
            int piece = Math.min(left, PIECE);
            checkPiece(at, actual, piece);
            at += piece;
            left -= piece;
        }
    }

    private void checkPiece(long offset, ByteBuffer actual, int length) throws IOException {
        int expectedFrom = (int) (offset % PERIOD);
        int actualFrom = actual.arrayOffset() + actual.position();
        int mismatch =
                Arrays.mismatch(
                        bytes,
                        expectedFrom,
                        expectedFrom + length,
                        actual.array(),
                        actualFrom,
                        actualFrom + length);
        if (mismatch >= 0) {
            throw new PatternMismatchException(offset + mismatch);
        }
        actual.position(actual.position() + length);
    }
}
