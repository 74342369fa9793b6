// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemException;

class ContentRangeTest {

    private static void assertRefused(String field, long length) {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> ContentRange.parse(field, length))
                .satisfies(e -> assertThat(e.problem()).isEqualTo(Problem.BAD_REQUEST));
    }

    @ParameterizedTest
    @CsvSource({
        "bytes 0-9/10, 10, 0",
        "bytes 0-9/*, 10, 0",
        "bytes 5-*/*, 10, 5",
        "bytes 5-*/*, 0, 5",
        "bytes 5-*/15, 10, 5",
        "bytes 5-5/9223372036854775807, 1, 5",
        "bytes 9223372036854775806-9223372036854775806/9223372036854775807, 1, 9223372036854775806",
        "bytes 9223372036854775807-9223372036854775807/*, 1, 9223372036854775807",
    })
    void theFormsOfTheReferenceAreTaken(String field, long length, long first) {
        assertThat(ContentRange.parse(field, length).first()).isEqualTo(first);
    }

    @Property
    void aLastByteMustFitTheLengthOfTheBody(
            @ForAll @LongRange(max = Long.MAX_VALUE) long first,
            @ForAll @LongRange(max = Long.MAX_VALUE) long last,
            @ForAll @LongRange(max = Long.MAX_VALUE) long length) {
        String field = "bytes " + first + "-" + last + "/*";
        if (last >= first && last - first == length - 1) {
            assertThat(ContentRange.parse(field, length).first()).isEqualTo(first);
        } else {
            assertRefused(field, length);
        }
        if (last >= first && last - first < Long.MAX_VALUE) {
            assertThat(ContentRange.parse(field, last - first + 1).first()).isEqualTo(first);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', 10",
        "bytes, 10",
        "bytes */10, 10",
        "bytes 0-9, 10",
        "bytes 0-9/, 10",
        "bytes -9/10, 10",
        "bytes 0-/10, 10",
        "bytes=0-9/10, 10",
        "Bytes 0-9/10, 10",
        "'bytes  0-9/10', 10",
        "'bytes 0-9/10 ', 10",
        "'bytes 0-9/10,20-29/30', 10",
        "bytes 0-9/x, 10",
        "bytes 0x0-9/10, 10",
        "bytes +0-9/10, 10",
        "bytes 9-0/10, 10",
        "bytes 0-9/9, 10",
        "bytes 0-9/10, 9",
        "bytes 0-9/10, 11",
        "bytes 0-0/*, 0",
        "bytes 0-9223372036854775807/*, 10",
        "bytes 0-9223372036854775807/9223372036854775807, 10",
        "bytes 9223372036854775808-*/*, 10",
        "bytes 0-*/9223372036854775808, 10",
        "bytes 5-*/14, 10",
        "bytes 15-*/14, 0",
    })
    void whatIsMalformedOrContradictsItselfIsRefused(String field, long length) {
        assertRefused(field, length);
    }
}
