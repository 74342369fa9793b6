// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemException;

class ByteRangeTest {

    private static void assertRefused(ThrowingCallable call, OptionalLong size) {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(call)
                .satisfies(e -> assertThat(e.problem()).isEqualTo(Problem.RANGE_NOT_SATISFIABLE))
                .satisfies(e -> assertThat(e.available()).isEqualTo(size));
    }

    @Test
    void aRangeHasBothEndsOrTheFirst() {
        assertThat(ByteRange.parse("bytes=0-0")).isEqualTo(new ByteRange(0, OptionalLong.of(0)));
        assertThat(ByteRange.parse("bytes=10-")).isEqualTo(new ByteRange(10, OptionalLong.empty()));
    }

    @Property
    void theDaemonIsAskedForTheSameRange(
            @ForAll @LongRange(max = Long.MAX_VALUE) long one,
            @ForAll @LongRange(max = Long.MAX_VALUE) long other) {
        String both = "bytes=" + Math.min(one, other) + "-" + Math.max(one, other);
        assertThat(ByteRange.parse(both).field()).isEqualTo(both);
        String open = "bytes=" + one + "-";
        assertThat(ByteRange.parse(open).field()).isEqualTo(open);
    }

    @Property
    void aRangeLiesWithinTheImageIfItsEndsDo(
            @ForAll @LongRange(max = 20) long first,
            @ForAll @LongRange(max = 20) long more,
            @ForAll @LongRange(max = 20) long size) {
        ByteRange range = new ByteRange(first, OptionalLong.of(first + more));
        if (first + more < size) {
            assertThat(range.within(size)).isSameAs(range);
        } else {
            assertRefused(() -> range.within(size), OptionalLong.of(size));
        }
    }

    @Test
    void anOpenRangeNeedsOneByteOfTheImage() {
        ByteRange range = ByteRange.parse("bytes=10-");
        assertThat(range.within(11)).isSameAs(range);
        assertRefused(() -> range.within(10), OptionalLong.of(10));
        assertRefused(() -> ByteRange.parse("bytes=0-").within(0), OptionalLong.of(0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "bytes",
                "bytes=",
                "bytes=-",
                "bytes=-5",
                "bytes=0-1,3-4",
                "bytes=0-1,",
                "bytes=5-4",
                "bytes=a-b",
                "bytes=0x0-1",
                "bytes= 0-1",
                "bytes=0 -1",
                "bytes=0-1 ",
                "bytes = 0-1",
                "Bytes=0-1",
                "bytes 0-1",
                "octets=0-1",
                "bytes=+0-1",
                "bytes=\u0660-1",
                "bytes=9223372036854775808-",
                "bytes=0-9223372036854775808",
                "bytes=00000000000000000000-1",
            })
    void anythingElseIsRefusedAndNotIgnored(String field) {
        assertRefused(() -> ByteRange.parse(field), OptionalLong.empty());
    }
}
