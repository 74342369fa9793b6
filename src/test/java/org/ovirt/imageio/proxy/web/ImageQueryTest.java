// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemException;

class ImageQueryTest {
    private static final List<String> YES_NO = List.of("y", "n");

    private static void assertRefused(ThrowingCallable call, String message) {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(call)
                .withMessage(message)
                .satisfies(e -> assertThat(e.problem()).isEqualTo(Problem.BAD_REQUEST));
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = {"&", "&&", "x", "flushed=y", "=y", "Flush=y"})
    void whatSaysNothingIsTaken(@Nullable String query) {
        ImageQuery parsed = ImageQuery.parse(query);
        assertThat(parsed.close()).isFalse();
        assertThat(parsed.oneOf("flush", YES_NO)).isEmpty();
        assertThat(parsed.name("algorithm")).isEmpty();
        assertThat(parsed.number("block_size")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"flush=n", "close=x&flush=n&y", "flush=y&flush=n", "flu%73h=%6E"})
    void theLastValueOfAKeyCounts(String query) {
        assertThat(ImageQuery.parse(query).oneOf("flush", YES_NO)).contains("n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"flush=", "flush", "flush=Y", "flush=y%20", "flush=y=n", "flush=y&flush"})
    void aValueThatIsNotAllowedIsRefused(String query) {
        assertRefused(
                () -> ImageQuery.parse(query).oneOf("flush", YES_NO),
                "Unsupported value for 'flush', expecting one of y, n.");
    }

    @Test
    void onlyAClearYesCloses() {
        assertThat(ImageQuery.parse("close=y").close()).isTrue();
        assertThat(ImageQuery.parse("close=n").close()).isFalse();
        assertThat(ImageQuery.parse("close=yes").close()).isFalse();
        assertThat(ImageQuery.parse("close").close()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"blake2b", "SHA-1", "a_b", "0"})
    void aNameIsPlain(String name) {
        assertThat(ImageQuery.parse("algorithm=" + name).name("algorithm")).contains(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "a+b", "a%26b", "a%0d%0a", "..", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})
    void aNameThatIsNotPlainIsRefused(String name) {
        assertRefused(
                () -> ImageQuery.parse("algorithm=" + name).name("algorithm"),
                "Unsupported value for 'algorithm', expecting a plain name.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "%2B1", "1.5", "12345678901", "%D9%A0", "4k"})
    void aNumberHasDigitsAlone(String number) {
        assertThat(ImageQuery.parse("block_size=1234567890").number("block_size"))
                .contains("1234567890");
        assertRefused(
                () -> ImageQuery.parse("block_size=" + number).number("block_size"),
                "Unsupported value for 'block_size', expecting a number.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "%4", "%zz=1", "a=%", "a=b&%-1"})
    void aBrokenEncodingIsRefused(String query) {
        assertRefused(() -> ImageQuery.parse(query), "The query is malformed.");
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings().withCharRange(' ', '\ud7ff').ofMaxLength(20);
    }

    @Property
    void anEncodedValueIsDecoded(@ForAll("texts") String value) {
        String query = "x=1&key=" + URLEncoder.encode(value, StandardCharsets.UTF_8) + "&y=2";
        assertThat(ImageQuery.parse(query).oneOf("key", List.of(value))).contains(value);
    }

    /** What a parameter lets through stands in the daemon's request line as it is. */
    @Property
    void noValueThatIsTakenCanEndAParameter(@ForAll("texts") String value) {
        ImageQuery query =
                ImageQuery.parse("key=" + URLEncoder.encode(value, StandardCharsets.UTF_8));
        try {
            assertThat(query.name("key")).hasValueSatisfying(ImageQueryTest::assertPlain);
            assertThat(query.number("key")).hasValueSatisfying(ImageQueryTest::assertPlain);
        } catch (ProblemException e) {
            assertThat(e.problem()).isEqualTo(Problem.BAD_REQUEST);
        }
    }

    private static void assertPlain(String value) {
        assertThat(value).matches("[a-zA-Z0-9_-]+");
    }
}
