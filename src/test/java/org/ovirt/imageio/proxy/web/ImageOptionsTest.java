// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemException;
import org.ovirt.imageio.proxy.relay.Answer;
import org.ovirt.imageio.proxy.relay.DaemonOptions;
import org.ovirt.imageio.proxy.ticket.Operation;
import org.ovirt.imageio.proxy.ticket.SampleTicket;

class ImageOptionsTest {
    private static final String ALL = "OPTIONS,GET,PUT,PATCH";
    private static final String MODERN =
            "{\"unix_socket\": \"\\u0000org/ovirt/imageio\", \"features\": [\"checksum\","
                    + " \"extents\", \"flush\", \"zero\", \"future\"], \"max_readers\": 8,"
                    + " \"max_writers\": 4}";

    private static Answer translate(Operation operation, String allow, String json) {
        return new ImageOptions(new SampleTicket().operations(operation).build())
                .translate(new DaemonOptions(allow, json));
    }

    private static void assertAnswer(Answer answer, String allow, String body) {
        assertThat(answer)
                .isEqualTo(
                        new Answer(
                                200,
                                Map.of("Allow", allow, "Content-Type", "application/json"),
                                body + "\n"));
    }

    @Test
    void anyImageCanHaveEverything() {
        assertAnswer(
                ImageOptions.ofAllImages(),
                ALL,
                "{\"features\":[\"checksum\",\"extents\",\"flush\",\"zero\"]}");
    }

    @Test
    void aWriterHasWhatDaemonAndProxyBothHaveButNoSocket() {
        assertAnswer(
                translate(Operation.WRITE, ALL, MODERN),
                ALL,
                "{\"features\":[\"checksum\",\"extents\",\"flush\",\"zero\"],"
                        + "\"max_readers\":8,\"max_writers\":4}");
    }

    @Test
    void aReaderHasWhatReads() {
        assertAnswer(
                translate(Operation.READ, ALL, MODERN),
                "OPTIONS,GET",
                "{\"features\":[\"checksum\",\"extents\"],\"max_readers\":8,\"max_writers\":4}");
    }

    @Test
    void whatTheDaemonDoesNotAllowIsNotAllowed() {
        assertAnswer(
                translate(Operation.WRITE, "OPTIONS,GET", "{\"features\":[\"extents\"]}"),
                "OPTIONS,GET",
                "{\"features\":[\"extents\"]}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{}", "{\"features\":null}", "{\"features\":\"zero\"}"})
    void aDaemonThatTellsNothingHasNoFeatures(String json) {
        assertAnswer(
                translate(Operation.WRITE, "OPTIONS,GET,PUT", json),
                "OPTIONS,GET,PUT",
                "{\"features\":[]}");
    }

    @ParameterizedTest
    @CsvSource({
        "'OPTIONS, GET , PUT', 'OPTIONS,GET,PUT'",
        "'GET,GET,OPTIONS,GET', 'OPTIONS,GET'",
        "',,GET,,', GET",
        "'DELETE,TRACE', ''",
        "'', ''",
    })
    void theDaemonsMethodsAreAListInWhichNothingMatters(String allow, String expected) {
        assertThat(translate(Operation.WRITE, allow, "{}").headers())
                .containsEntry("Allow", expected);
    }

    @Test
    void whatIsOfAnotherTypeIsLeftOut() {
        assertAnswer(
                translate(
                        Operation.WRITE,
                        ALL,
                        "{\"features\":[1,\"zero\",null,{}],\"max_readers\":\"8\","
                                + "\"max_writers\":null}"),
                ALL,
                "{\"features\":[\"zero\"]}");
    }

    @Test
    void whatIsNestedTooDeepIsABreachOfTheProtocol() {
        String json = "{\"features\":" + "[".repeat(2000) + "]".repeat(2000) + "}";
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> translate(Operation.READ, ALL, json))
                .satisfies(e -> assertThat(e.problem()).isEqualTo(Problem.DAEMON_PROTOCOL));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "[]", "{", "\"text\"", "{\"features\":[}"})
    void whatIsNoObjectIsABreachOfTheProtocol(String json) {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> translate(Operation.READ, ALL, json))
                .satisfies(e -> assertThat(e.problem()).isEqualTo(Problem.DAEMON_PROTOCOL));
    }
}
