// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.ticket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
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

    /** A range that may be empty or end before it starts, to be added or else removed. */
    record Piece(int start, int end, boolean added) {}

    @Provide
    Arbitrary<List<Piece>> pieces() {
        Arbitrary<Integer> place = Arbitraries.integers().between(0, SIZE);
        return Combinators.combine(place, place, Arbitraries.of(true, true, false))
                .as(Piece::new)
                .list()
                .ofMaxSize(24);
    }

    @Provide
    Arbitrary<List<Piece>> spans() {
        return pieces().map(list -> list.stream().filter(Piece::added).toList());
    }

    @Test
    void ofTooManyTheShortestAreForgotten() {
        for (long i = 1; i <= 5; i++) {
            ranges.add(10 * i, 11 * i);
        }
        ranges.limit(5);
        assertThat(ranges.count()).isEqualTo(5);
        ranges.limit(4);
        assertThat(ranges.spans()).containsExactly(new Span(40, 44), new Span(50, 55));
    }

    /** Does the same to both. */
    private static void apply(Piece piece, RangeSet set, BitSet model) {
        int end = Math.max(piece.start(), piece.end());
        if (piece.added()) {
            set.add(piece.start(), piece.end());
            model.set(piece.start(), end);
        } else {
            set.remove(piece.start(), piece.end());
            model.clear(piece.start(), end);
        }
    }

    private static List<Span> spansOf(BitSet model) {
        List<Span> spans = new ArrayList<>();
        for (int start = model.nextSetBit(0); start >= 0; ) {
            int end = model.nextClearBit(start);
            spans.add(new Span(start, end));
            start = model.nextSetBit(end);
        }
        return spans;
    }

    @Property
    void itHasTheBytesThatWereAddedAndNotRemovedSince(@ForAll("pieces") List<Piece> pieces) {
        RangeSet set = new RangeSet();
        BitSet model = new BitSet();
        for (Piece piece : pieces) {
            apply(piece, set, model);
            assertThat(set.spans()).isEqualTo(spansOf(model));
            assertThat(set.count()).isEqualTo(set.spans().size());
            assertThat(RangeSet.fromArray(set.toArray()).spans()).isEqualTo(set.spans());
        }
    }

    @Property
    void wholeSetsAreAddedAndRemoved(
            @ForAll("spans") List<Piece> first, @ForAll("spans") List<Piece> second) {
        RangeSet one = new RangeSet();
        RangeSet other = new RangeSet();
        BitSet oneModel = new BitSet();
        BitSet otherModel = new BitSet();
        first.forEach(piece -> apply(piece, one, oneModel));
        second.forEach(piece -> apply(piece, other, otherModel));
        RangeSet both = new RangeSet(one);
        both.addAll(other);
        one.removeAll(other);
        BitSet union = (BitSet) oneModel.clone();
        union.or(otherModel);
        oneModel.andNot(otherModel);
        assertThat(both.spans()).isEqualTo(spansOf(union));
        assertThat(one.spans()).isEqualTo(spansOf(oneModel));
    }

    @Property
    void theSumIsThatOfSingleBytes(@ForAll("spans") List<Piece> spans) {
        RangeSet set = new RangeSet();
        BitSet model = new BitSet();
        for (Piece span : spans) {
            set.add(span.start(), span.end());
            if (span.start() < span.end()) {
                model.set(span.start(), span.end());
            }
            assertThat(set.sum()).isEqualTo(model.cardinality());
        }
    }

    @Property
    void theOrderDoesNotMatter(@ForAll("spans") List<Piece> spans) {
        RangeSet forwards = new RangeSet();
        RangeSet backwards = new RangeSet();
        for (int i = 0; i < spans.size(); i++) {
            add(forwards, spans.get(i));
            add(backwards, spans.get(spans.size() - 1 - i));
        }
        assertThat(backwards.sum()).isEqualTo(forwards.sum());
    }

    @Property
    void aCopyIsIndependent(
            @ForAll("spans") List<Piece> first, @ForAll("spans") List<Piece> second) {
        RangeSet original = new RangeSet();
        first.forEach(span -> add(original, span));
        long sum = original.sum();
        RangeSet copy = new RangeSet(original);
        second.forEach(span -> add(copy, span));
        assertThat(original.sum()).isEqualTo(sum);
        assertThat(copy.sum()).isGreaterThanOrEqualTo(sum);
    }

    private static void add(RangeSet set, Piece span) {
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
