// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpanTest {
    @ParameterizedTest
    @CsvSource({"-1, 0", "-2, -1", "1, 0", "0, -1", "9223372036854775807, 0"})
    void whatNoImageHasIsRefused(long start, long end) {
        assertThatThrownBy(() -> new Span(start, end)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aLengthLeadsToItsEnd() {
        assertThat(Span.of(10, 5)).isEqualTo(new Span(10, 15));
        assertThat(Span.of(10, 5).length()).isEqualTo(5);
        assertThat(Span.of(Long.MAX_VALUE, 0).length()).isZero();
        assertThatThrownBy(() -> Span.of(Long.MAX_VALUE, 1))
                .isInstanceOf(ArithmeticException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 10, false",
        "0, 11, true",
        "12, 14, true",
        "10, 20, true",
        "0, 30, true",
        "19, 30, true",
        "20, 30, false",
        "15, 15, false",
        "10, 10, false"
    })
    void spansOverlapWhereTheyHaveAByteInCommon(long start, long end, boolean expected) {
        Span span = new Span(10, 20);
        Span other = new Span(start, end);
        assertThat(span.overlaps(other)).isEqualTo(expected);
        assertThat(other.overlaps(span)).isEqualTo(expected);
    }
}
