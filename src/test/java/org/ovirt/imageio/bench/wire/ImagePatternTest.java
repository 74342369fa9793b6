// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.bench.wire;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class ImagePatternTest {
    private static final long FAR = 1L << 39;

    private final ImagePattern pattern = new ImagePattern();

    @Test
    void theImagesOwnBytesAreRightAnywhere() {
        for (long offset = FAR; offset < FAR + (1 << 20); offset += ImagePattern.PIECE) {
            ByteBuffer bytes = pattern.at(offset, ImagePattern.PIECE);
            long at = offset;
            assertThatNoException().isThrownBy(() -> pattern.check(at, bytes, ImagePattern.PIECE));
        }
    }

    @Test
    void aSingleWrongBitIsFound() {
        byte[] bytes = new byte[ImagePattern.PIECE];
        pattern.at(FAR, bytes.length).get(bytes);
        bytes[77_777] ^= 1;

        assertThatExceptionOfType(PatternMismatchException.class)
                .isThrownBy(() -> pattern.check(FAR, ByteBuffer.wrap(bytes), bytes.length))
                .withMessageContaining(Long.toString(FAR + 77_777));
    }

    @Test
    void bytesFromElsewhereAreWrongEvenIfARoundNumberAway() {
        ByteBuffer bytes = pattern.at(FAR + (1 << 20), 4096);

        assertThatExceptionOfType(PatternMismatchException.class)
                .isThrownBy(() -> pattern.check(FAR, bytes, 4096));
    }
}
