// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;

import java.util.Map;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ovirt.imageio.proxy.daemon.ResponseHead;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemException;

class ExpectationTest {
    private static final Map<String, String> FOR_CLIENT = Map.of("Content-Type", "x/y");

    private static ResponseHead head(int status, long length, String range) {
        return new ResponseHead(status, length, true, Map.of("content-range", range));
    }

    private static ResponseHead head(int status, long length) {
        return new ResponseHead(status, length, true, Map.of("server", "imageio"));
    }

    private static void assertRefused(Expectation expectation, ResponseHead head) {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> expectation.check(head))
                .satisfies(e -> assertThat(e.problem()).isEqualTo(Problem.DAEMON_PROTOCOL));
    }

    @Test
    void aWholeImageMayBeSmallerThanItsTicketAllows() {
        Expectation expectation = Expectation.wholeImage(1000, FOR_CLIENT);
        assertThat(expectation.check(head(200, 1000))).isEqualTo(FOR_CLIENT);
        assertThat(expectation.check(head(200, 0))).isEqualTo(FOR_CLIENT);
        assertRefused(expectation, head(200, 1001));
    }

    @Test
    void aWholeImageIsNoRange() {
        Expectation expectation = Expectation.wholeImage(1000, FOR_CLIENT);
        assertRefused(expectation, head(206, 1000, "bytes 0-999/1000"));
        assertRefused(expectation, head(200, 1000, "bytes 0-999/1000"));
        assertRefused(expectation, head(204, 0));
    }

    @Test
    void theClientIsToldTheDaemonsRange() {
        Expectation expectation = Expectation.range(10, 20, 20, FOR_CLIENT);
        assertThat(expectation.check(head(206, 20, "bytes 10-29/1000")))
                .containsOnly(
                        entry("Content-Type", "x/y"), entry("Content-Range", "bytes 10-29/1000"));
        assertThat(expectation.check(head(206, 20, "bytes 10-29/*")))
                .containsEntry("Content-Range", "bytes 10-29/*");
    }

    @ParameterizedTest
    @CsvSource({
        "200, 20, bytes 10-29/1000",
        "206, 19, bytes 10-28/1000",
        "206, 21, bytes 10-30/1000",
        "206, 20, bytes 11-30/1000",
        "206, 20, bytes 10-30/1000",
        "206, 20, bytes 010-29/1000",
        "206, 20, bytes 10-029/1000",
        "206, 20, bytes 10-29",
        "206, 20, bytes 10-29/",
        "206, 20, 'bytes 10-29/1000, bytes 10-29/1000'",
        "206, 20, bytes */1000",
        "206, 20, Bytes 10-29/1000",
        "206, 20, bytes=10-29/1000",
        "206, 20, ''",
    })
    void anotherRangeThanTheOneAskedForIsRefused(int status, long length, String range) {
        assertRefused(Expectation.range(10, 20, 20, FOR_CLIENT), head(status, length, range));
    }

    @Test
    void aRangeWithoutContentRangeIsRefused() {
        assertRefused(Expectation.range(10, 20, 20, FOR_CLIENT), head(206, 20));
    }

    @Test
    void anOpenRangeMayEndEarlyButNotBeEmpty() {
        Expectation expectation = Expectation.range(10, 1, 990, FOR_CLIENT);
        assertThat(expectation.check(head(206, 990, "bytes 10-999/1000"))).hasSize(2);
        assertThat(expectation.check(head(206, 1, "bytes 10-10/11"))).hasSize(2);
        assertRefused(expectation, head(206, 0, "bytes 10-9/10"));
        assertRefused(expectation, head(206, 991, "bytes 10-1000/1001"));
    }

    @Property
    void onlyTheRangeThatWasAskedForIsTaken(
            @ForAll @LongRange(max = 1L << 40) long offset,
            @ForAll @LongRange(min = 1, max = 1L << 40) long length,
            @ForAll @LongRange(min = -3, max = 3) long shift,
            @ForAll @LongRange(min = -3, max = 3) long growth) {
        long first = offset + shift;
        long last = offset + length - 1 + shift + growth;
        Assume.that(first >= 0 && last >= first && length + growth > 0);
        Expectation expectation = Expectation.range(offset, 1, Long.MAX_VALUE, FOR_CLIENT);
        ResponseHead head = head(206, length, "bytes " + first + "-" + last + "/*");
        if (shift == 0 && growth == 0) {
            assertThat(expectation.check(head)).containsKey("Content-Range");
        } else {
            assertRefused(expectation, head);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, Long.MAX_VALUE})
    void aDocumentMayHaveAnyLength(long length) {
        assertThat(Expectation.document(FOR_CLIENT).check(head(200, length))).isEqualTo(FOR_CLIENT);
    }

    @Test
    void aDocumentIsWhole() {
        assertRefused(Expectation.document(FOR_CLIENT), head(206, 1, "bytes 0-0/1"));
        assertRefused(Expectation.document(FOR_CLIENT), head(202, 1));
    }

    @Test
    void onlyImageBytesCountAsSuchAndOnlyDocumentsMayTakeLong() {
        assertThat(Expectation.wholeImage(1, FOR_CLIENT).isImage()).isTrue();
        assertThat(Expectation.wholeImage(1, FOR_CLIENT).waiting()).isEqualTo(Waiting.DAEMON);
        assertThat(Expectation.range(7, 1, 1, FOR_CLIENT).isImage()).isTrue();
        assertThat(Expectation.range(7, 1, 1, FOR_CLIENT).offset()).isEqualTo(7);
        assertThat(Expectation.document(FOR_CLIENT).isImage()).isFalse();
        assertThat(Expectation.document(FOR_CLIENT).waiting()).isEqualTo(Waiting.OPERATION);
    }
}
