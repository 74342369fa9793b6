// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ovirt.imageio.proxy.daemon.DaemonRequest;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemException;
import org.ovirt.imageio.proxy.relay.ImageCommand;
import org.ovirt.imageio.proxy.ticket.SampleTicket;

class CommandParserTest {
    private final CommandParser parser = new CommandParser(new SampleTicket().size(1000).build());

    private static ImageCommand command(String json, long offset, long length, boolean flush) {
        return new ImageCommand(
                new DaemonRequest(
                        "PATCH",
                        "/images/daemon-side",
                        Map.of(
                                "Content-Type",
                                "application/json",
                                "Content-Length",
                                Integer.toString(json.length()))),
                json,
                offset,
                length,
                flush);
    }

    @Test
    void aFlushIsPassedOn() {
        assertThat(parser.parse("{\"op\":\"flush\",\"ignored\":[1]}"))
                .isEqualTo(command("{\"op\": \"flush\"}", 0, 0, true));
    }

    @Test
    void aZeroIsWrittenAnew() {
        assertThat(
                        parser.parse(
                                " {\"flush\":true,\"size\":20,\"op\":\"zero\",\"offset\":10,"
                                        + "\"x\":0}\n"))
                .isEqualTo(
                        command(
                                "{\"op\": \"zero\", \"offset\": 10, \"size\": 20, \"flush\": true}",
                                10,
                                20,
                                true));
    }

    @Test
    void aZeroStartsAtTheBeginningAndDoesNotFlushUnlessItSaysSo() {
        assertThat(parser.parse("{\"op\":\"zero\",\"size\":1000}"))
                .isEqualTo(
                        command(
                                "{\"op\": \"zero\", \"offset\": 0, \"size\": 1000, \"flush\": false}",
                                0,
                                1000,
                                false));
    }

    @Property
    void aZeroLiesWithinTheImage(
            @ForAll @LongRange(max = Long.MAX_VALUE) long offset,
            @ForAll @LongRange(max = Long.MAX_VALUE) long size,
            @ForAll @LongRange(max = Long.MAX_VALUE) long imageSize) {
        CommandParser sized = new CommandParser(new SampleTicket().size(imageSize).build());
        String json = "{\"op\":\"zero\",\"offset\":%d,\"size\":%d}".formatted(offset, size);
        if (Math.max(offset, size) <= imageSize && offset <= imageSize - size) {
            ImageCommand parsed = sized.parse(json);
            assertThat(parsed.offset()).isEqualTo(offset);
            assertThat(parsed.length()).isEqualTo(size);
        } else {
            assertThatExceptionOfType(ProblemException.class)
                    .isThrownBy(() -> sized.parse(json))
                    .satisfies(
                            e -> assertThat(e.problem()).isEqualTo(Problem.RANGE_NOT_SATISFIABLE))
                    .satisfies(e -> assertThat(e.available()).hasValue(imageSize));
        }
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "`` | Invalid JSON message: expecting one JSON object.",
                "zero | Invalid JSON message: expecting one JSON object.",
                "[] | Invalid JSON message: expecting one JSON object.",
                "{\"op\":\"flush\"} {} | Invalid JSON message: expecting one JSON object.",
                "{} | Missing required value for 'op'.",
                "{\"op\":1} | Invalid value for 'op', expecting a text.",
                "{\"op\":\"Zero\"} | Unsupported value for 'op', expecting one of flush, zero.",
                "{\"op\":\"zero\"} | Missing required value for 'size'.",
                "{\"op\":\"zero\",\"size\":\"1\"} | Invalid value for 'size', expecting a whole number.",
                "{\"op\":\"zero\",\"size\":1,\"offset\":-1}"
                        + " | Invalid value for 'offset', expecting a number from 0 to 2^63 - 1.",
                "{\"op\":\"zero\",\"size\":1,\"flush\":1}"
                        + " | Invalid value for 'flush', expecting true or false.",
            })
    void whatIsNotUnderstoodIsRefusedWithAReason(String json, String reason) {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> parser.parse(json))
                .withMessage(reason)
                .satisfies(e -> assertThat(e.problem()).isEqualTo(Problem.BAD_REQUEST));
    }
}
