// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RangesTest {

    private static final int POSITIONS = 64;

    private final Ranges ranges = new Ranges();

    @Test
    void touchingRangesAreOne() {
        ranges.add(0, 10);
        ranges.add(20, 30);
        ranges.add(10, 20);

        assertThat(ranges.within(0, Long.MAX_VALUE)).containsExactly(new Range(0, 30));
    }

    @Test
    void aRemovedMiddleLeavesBothEnds() {
        ranges.add(0, Long.MAX_VALUE);
        ranges.remove(1L << 40, 1L << 41);

        assertThat(ranges.within(0, Long.MAX_VALUE))
                .containsExactly(new Range(0, 1L << 40), new Range(1L << 41, Long.MAX_VALUE));
    }

    @Test
    void partsAreCutToWhatIsAskedFor() {
        ranges.add(0, 10);
        ranges.add(20, 30);

        assertThat(ranges.within(5, 25)).containsExactly(new Range(5, 10), new Range(20, 25));
        assertThat(ranges.within(10, 20)).isEmpty();
    }

    @Test
    void itHoldsWhatASetOfPositionsWouldHold() {
        Random random = new Random(1);
        BitSet expected = new BitSet();
        for (int i = 0; i < 5000; i++) {
            int start = random.nextInt(POSITIONS);
            int end = start + random.nextInt(POSITIONS - start);
            if (random.nextBoolean()) {
                ranges.add(start, end);
                expected.set(start, end);
            } else {
                ranges.remove(start, end);
                expected.clear(start, end);
            }
            assertThat(
                            ranges.within(0, POSITIONS).stream()
                                    .flatMapToLong(r -> LongStream.range(r.start(), r.end())))
                    .containsExactlyElementsOf(expected.stream().mapToObj(Long::valueOf).toList());
            assertThat(ranges.touches(start, end)).isEqualTo(!expected.get(start, end).isEmpty());
        }
    }
}
