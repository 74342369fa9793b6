// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.ticket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class RangeSetTest {
    private static final int SIZE = 64;

    private final RangeSet ranges = new RangeSet();

    /** A range that may be empty or end before it starts. */
    record Span(int start, int end) {}

    @Provide
    Arbitrary<List<Span>> spans() {
        Arbitrary<Integer> place = Arbitraries.integers().between(0, SIZE);
        return Combinators.combine(place, place).as(Span::new).list().ofMaxSize(24);
    }

    @Property
    void theSumIsThatOfSingleBytes(@ForAll("spans") List<Span> spans) {
        RangeSet set = new RangeSet();
        BitSet model = new BitSet();
        for (Span span : spans) {
            set.add(span.start(), span.end());
            if (span.start() < span.end()) {
                model.set(span.start(), span.end());
            }
            assertThat(set.sum()).isEqualTo(model.cardinality());
        }
    }

    @Property
    void theOrderDoesNotMatter(@ForAll("spans") List<Span> spans) {
        RangeSet forwards = new RangeSet();
        RangeSet backwards = new RangeSet();
        for (int i = 0; i < spans.size(); i++) {
            add(forwards, spans.get(i));
            add(backwards, spans.get(spans.size() - 1 - i));
        }
        assertThat(backwards.sum()).isEqualTo(forwards.sum());
    }

    @Property
    void aCopyIsIndependent(@ForAll("spans") List<Span> first, @ForAll("spans") List<Span> second) {
        RangeSet original = new RangeSet();
        first.forEach(span -> add(original, span));
        long sum = original.sum();
        RangeSet copy = new RangeSet(original);
        second.forEach(span -> add(copy, span));
        assertThat(original.sum()).isEqualTo(sum);
        assertThat(copy.sum()).isGreaterThanOrEqualTo(sum);
    }

    private static void add(RangeSet set, Span span) {
        set.add(span.start(), span.end());
    }

    @Test
    void nothingIsInAnEmptySet() {
        assertThat(ranges.sum()).isZero();
    }

    @Test
    void theLargestImageFits() {
        ranges.add(0, Long.MAX_VALUE - 1);
        ranges.add(5, Long.MAX_VALUE);
        assertThat(ranges.sum()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aClearedSetIsEmptyAndUsable() {
        ranges.add(0, 10);
        ranges.clear();
        assertThat(ranges.sum()).isZero();
        ranges.add(3, 5);
        assertThat(ranges.sum()).isEqualTo(2);
    }
}
