// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemException;
import org.ovirt.imageio.proxy.ticket.DaemonUri;
import org.ovirt.imageio.proxy.ticket.Operation;
import org.ovirt.imageio.proxy.ticket.Ticket;
import org.ovirt.imageio.proxy.ticket.TicketId;

class TicketJsonTest {
    private static final String ID = "7d8a5c1e-0b1f-4c59-9d5e-3f2a1b0c9d8e";
    private static final String URL = "https://host.example:54322/images/" + ID;

    private static JsonObjectBuilder smallest() {
        return Json.createObjectBuilder()
                .add("uuid", ID)
                .add("size", 4096)
                .add("ops", Json.createArrayBuilder().add("read"))
                .add("timeout", 300)
                .add("url", URL);
    }

    private static Ticket parseWith(String name, String value) {
        try (var reader = Json.createReader(new StringReader("[" + value + "]"))) {
            JsonValue json = reader.readArray().get(0);
            return TicketJson.parse(smallest().add(name, json).build().toString());
        }
    }

    private static void assertRefused(String name, String value, String reason) {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> parseWith(name, value))
                .withMessage("Invalid ticket: Invalid value for '%s', %s.".formatted(name, reason))
                .satisfies(e -> assertThat(e.problem()).isEqualTo(Problem.BAD_REQUEST));
    }

    @Test
    void theSmallestTicketHasDefaultsForTheRest() {
        assertThat(TicketJson.parse(smallest().build().toString()))
                .isEqualTo(
                        new Ticket(
                                new TicketId(ID),
                                4096,
                                Set.of(Operation.READ),
                                Duration.ofMinutes(5),
                                Duration.ofMinutes(1),
                                URL,
                                new DaemonUri("host.example", 54322, "/images/" + ID),
                                "(ticket/7d8a5c1e-0b1f-4c59)",
                                Optional.empty(),
                                false,
                                false));
    }

    @Test
    void aFullTicketIsTakenWithWhateverElseItHas() {
        String json =
                smallest()
                        .add("ops", Json.createArrayBuilder().add("read").add("write"))
                        .add("inactivity_timeout", 120)
                        .add("transfer_id", "b8f6c5d0")
                        .add("filename", "d\u00efsk.raw")
                        .add("sparse", true)
                        .add("dirty", true)
                        .add("future", JsonValue.EMPTY_JSON_OBJECT)
                        .build()
                        .toString();
        assertThat(TicketJson.parse(json))
                .isEqualTo(
                        new Ticket(
                                new TicketId(ID),
                                4096,
                                Set.of(Operation.READ, Operation.WRITE),
                                Duration.ofMinutes(5),
                                Duration.ofMinutes(2),
                                URL,
                                new DaemonUri("host.example", 54322, "/images/" + ID),
                                "b8f6c5d0",
                                Optional.of("d\u00efsk.raw"),
                                true,
                                true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"uuid", "size", "ops", "timeout", "url"})
    void whatIsRequiredMustBeThere(String name) {
        String json = smallest().remove(name).build().toString();
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> TicketJson.parse(json))
                .withMessage("Invalid ticket: Missing required value for '%s'.".formatted(name))
                .satisfies(e -> assertThat(e.problem()).isEqualTo(Problem.BAD_REQUEST));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "uuid | \"x\" | expecting a UUID",
                "uuid | \"\" | expecting a UUID",
                "uuid | 1 | expecting a text",
                "size | \"1\" | expecting a whole number",
                "size | -1 | expecting a number from 0 to 2^63 - 1",
                "ops | \"read\" | expecting a list of texts",
                "ops | [] | expecting at least one operation",
                "ops | [\"read\",\"zero\"] | expecting \"read\" or \"write\"",
                "timeout | null | expecting a whole number",
                "timeout | -1 | expecting a number from 0 to 2^63 - 1",
                "inactivity_timeout | 1.5 | expecting a whole number",
                "url | 1 | expecting a text",
                "url | \"http://h/a\" | it must start with https://",
                "url | \"https://h/a?x\" | it must not have a query",
                "url | \"nbd:unix:/run/a.sock\" | it must start with https://",
                "transfer_id | 1 | expecting a text",
                "filename | [] | expecting a text",
                "sparse | 1 | expecting true or false",
                "dirty | \"true\" | expecting true or false",
            })
    void aWrongValueIsNamed(String name, String value, String reason) {
        assertRefused(name, value, reason);
    }

    @Test
    void whatIsNoObjectIsNoTicket() {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> TicketJson.parse("[]"))
                .withMessage("Invalid ticket: expecting one JSON object.");
    }

    @Test
    void anIdInUpperCaseIsTheSameTicket() {
        assertThat(parseWith("uuid", "\"7D8A5C1E-0B1F-4C59-9D5E-3F2A1B0C9D8E\"").id())
                .isEqualTo(new TicketId(ID));
    }

    @Test
    void aVeryLongTimeoutIsForEverAndDoesNotOverflow() {
        Ticket ticket = parseWith("timeout", "9223372036854775807");
        assertThat(ticket.timeout()).isEqualTo(Duration.ofDays(36_500));
        assertThat(ticket.timeout().toNanos()).isPositive();
        assertThat(parseWith("inactivity_timeout", "9223372036854775807").inactivityTimeout())
                .isEqualTo(Duration.ofDays(36_500));
    }

    @Test
    void timeoutsOfZeroArePossible() {
        assertThat(parseWith("timeout", "0").timeout()).isZero();
        assertThat(parseWith("inactivity_timeout", "0").inactivityTimeout()).isZero();
    }

    @Test
    void theLargestSizeIsTaken() {
        assertThat(parseWith("size", "9223372036854775807").size()).isEqualTo(Long.MAX_VALUE);
    }
}
