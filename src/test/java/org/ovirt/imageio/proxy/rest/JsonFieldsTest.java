// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import jakarta.json.Json;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemException;

class JsonFieldsTest {

    private static JsonFields fields(String json) {
        return new JsonFields(JsonFields.parse(json, "Invalid thing"), "Invalid thing: ");
    }

    private static JsonFields field(String value) {
        return fields("{\"x\": " + value + "}");
    }

    private static void assertRefused(ThrowingCallable call, String message) {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(call)
                .withMessage(message)
                .satisfies(e -> assertThat(e.problem()).isEqualTo(Problem.BAD_REQUEST));
    }

    private static void assertWrong(ThrowingCallable call, String expectation) {
        assertRefused(call, "Invalid thing: Invalid value for 'x', " + expectation + ".");
    }

    private static void assertMissing(ThrowingCallable call) {
        assertRefused(call, "Invalid thing: Missing required value for 'x'.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "x",
                "[]",
                "1",
                "\"{}\"",
                "null",
                "{",
                "{}}",
                "{} {}",
                "{} x",
                "{\"a\":1,}",
                "{'a':1}",
                "{\"a\"}",
                "{\"a\":01}",
            })
    void anythingButOneObjectIsRefused(String text) {
        assertRefused(() -> fields(text), "Invalid thing: expecting one JSON object.");
    }

    @Test
    void deepNestingIsRefused() {
        int depth = 30_000;
        assertRefused(
                () -> fields("{\"x\":" + "[".repeat(depth) + "]".repeat(depth) + "}"),
                "Invalid thing: expecting one JSON object.");
    }

    @Test
    void spaceAroundTheObjectDoesNotMatter() {
        assertThat(JsonFields.parse(" \n{}\r\n\t ", "")).isEmpty();
    }

    @Test
    void ofARepeatedFieldTheLastCounts() {
        assertThat(fields("{\"x\":1,\"x\":2}").requiredCount("x")).isEqualTo(2);
    }

    @Property
    void aTextIsTakenAsItIs(@ForAll String text) {
        String json = Json.createValue(text).toString();
        assertThat(field(json).requiredText("x")).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "true", "null", "[\"a\"]", "{}"})
    void aTextIsNothingElse(String value) {
        assertWrong(() -> field(value).requiredText("x"), "expecting a text");
        assertWrong(() -> field(value).optionalText("x"), "expecting a text");
    }

    @Property
    void aCountIsAnyLongOfZeroOrMore(@ForAll @LongRange(max = Long.MAX_VALUE) long count) {
        assertThat(field(Long.toString(count)).requiredCount("x")).isEqualTo(count);
        assertThat(field(Long.toString(count)).optionalCount("x", -1)).isEqualTo(count);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"1\"", "1.0", "1.5", "1e3", "1e999999999", "true", "null", "[1]"})
    void aCountIsAWholeNumberWrittenAsOne(String value) {
        assertWrong(() -> field(value).requiredCount("x"), "expecting a whole number");
        assertWrong(() -> field(value).optionalCount("x", 0), "expecting a whole number");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "9223372036854775808", "-9223372036854775809"})
    void aCountHasBounds(String value) {
        assertWrong(() -> field(value).requiredCount("x"), "expecting a number from 0 to 2^63 - 1");
    }

    @Test
    void aFlagIsTrueOrFalse() {
        assertThat(field("true").optionalFlag("x", false)).isTrue();
        assertThat(field("false").optionalFlag("x", true)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "\"true\"", "null", "[]"})
    void aFlagIsNothingElse(String value) {
        assertWrong(() -> field(value).optionalFlag("x", true), "expecting true or false");
    }

    @Test
    void textsAreAListInItsOrder() {
        assertThat(field("[\"b\", \"a\", \"b\"]").requiredTexts("x"))
                .containsExactly("b", "a", "b");
        assertThat(field("[]").requiredTexts("x")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"a\"", "[1]", "[\"a\", null]", "{}", "null", "[[\"a\"]]"})
    void textsAreNothingElse(String value) {
        assertWrong(() -> field(value).requiredTexts("x"), "expecting a list of texts");
    }

    @Test
    void whatIsRequiredMustBeThere() {
        JsonFields empty = fields("{\"y\":1}");
        assertMissing(() -> empty.requiredText("x"));
        assertMissing(() -> empty.requiredCount("x"));
        assertMissing(() -> empty.requiredTexts("x"));
    }

    @Test
    void whatIsOptionalHasAFallback() {
        JsonFields empty = fields("{}");
        assertThat(empty.optionalText("x")).isEmpty();
        assertThat(empty.optionalCount("x", 7)).isEqualTo(7);
        assertThat(empty.optionalFlag("x", true)).isTrue();
        assertThat(empty.optionalFlag("x", false)).isFalse();
    }
}
