// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemException;

class ResponseHeadTest {
    private static final String OK = "HTTP/1.1 200 OK\r\n";

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static ResponseHead parse(String head) {
        byte[] bytes = bytes(head);
        assertThat(ResponseHead.end(bytes, bytes.length)).isEqualTo(bytes.length);
        return ResponseHead.parse(bytes, bytes.length);
    }

    /** Returns what a client would do with some bytes; nothing if it waits or refuses them. */
    private static Optional<ResponseHead> tryParse(byte[] bytes) {
        int end = ResponseHead.end(bytes, bytes.length);
        if (end < 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(ResponseHead.parse(bytes, end));
        } catch (ProblemException e) {
            assertThat(e.problem()).isEqualTo(Problem.DAEMON_PROTOCOL);
            return Optional.empty();
        }
    }

    @Test
    void aHeadOfTheReferenceDaemonIsTaken() {
        ResponseHead head =
                parse(
                        """
                        HTTP/1.1 206 Partial Content\r
                        Server: imageio/2.5.0\r
                        Date: Sun, 22 Nov 2026 00:00:00 GMT\r
                        Content-Length: 4096\r
                        Content-Range: bytes 0-4095/8192\r
                        \r
                        """);
        assertThat(head.status()).isEqualTo(206);
        assertThat(head.contentLength()).isEqualTo(4096);
        assertThat(head.persistent()).isTrue();
        assertThat(head.header("content-range")).contains("bytes 0-4095/8192");
        assertThat(head.header("allow")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200\r\nContent-Length: 1\r\n\r\n",
                "HTTP/1.1 200 \r\ncontent-length:1\r\n\r\n",
                "HTTP/1.1 200 Gut\u00e9\r\nCONTENT-LENGTH: \t 1 \t\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX-Empty:\r\nContent-Length: 01\r\nX: a:b\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX: 1\r\nX: 2\r\nContent-Length: 1\r\n\r\n",
            })
    void whatIsUnusualButClearIsTaken(String text) {
        ResponseHead head = parse(text);
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.contentLength()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r\n\r\n",
                " HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n",
                "HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\n",
                "HTTP/2 200 OK\r\nContent-Length: 1\r\n\r\n",
                "http/1.1 200 OK\r\nContent-Length: 1\r\n\r\n",
                "HTTP/1.1  200 OK\r\nContent-Length: 1\r\n\r\n",
                "HTTP/1.1 20 OK\r\nContent-Length: 1\r\n\r\n",
                "HTTP/1.1 2000 OK\r\nContent-Length: 1\r\n\r\n",
                "HTTP/1.1 2x0 OK\r\nContent-Length: 1\r\n\r\n",
                "HTTP/1.1 2\u00b20 OK\r\nContent-Length: 1\r\n\r\n",
                "HTTP/1.1 000 OK\r\nContent-Length: 1\r\n\r\n",
                "HTTP/1.1 100 Continue\r\nContent-Length: 1\r\n\r\n",
                "HTTP/1.1 199 OK\r\nContent-Length: 1\r\n\r\n",
                "HTTP/1.1 600 OK\r\nContent-Length: 1\r\n\r\n",
                "HTTP/1.1 200 O\0K\r\nContent-Length: 1\r\n\r\n",
                "HTTP/1.1 200 O\rK\r\nContent-Length: 1\r\n\r\n",
            })
    void anythingButAFinalStatusOfHttp11IsRefused(String text) {
        assertRefused(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Content-Length:\r\n",
                "Content-Length: -1\r\n",
                "Content-Length: +1\r\n",
                "Content-Length: 1.0\r\n",
                "Content-Length: 0x1\r\n",
                "Content-Length: 1 1\r\n",
                "Content-Length: 1,1\r\n",
                "Content-Length: \u00b2\r\n",
                "Content-Length: 9223372036854775808\r\n",
                "Content-Length: 1\r\nContent-Length: 1\r\n",
                "Content-Length: 1\r\ncontent-length: 2\r\n",
            })
    void aLengthThatIsNotToldExactlyOnceIsRefused(String fields) {
        assertRefused(OK + fields + "\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Transfer-Encoding: chunked\r\n",
                "transfer-encoding: identity\r\n",
                "Transfer-Encoding:\r\n",
                "Content-Length : 1\r\n",
                " Content-Length: 1\r\n",
                "X: 1\r\n folded\r\n",
                "X: 1\r\n\tfolded\r\n",
                "no colon\r\n",
                ": no name\r\n",
                "na me: x\r\n",
                "n\u00e4me: x\r\n",
                "X: \0\r\n",
                "X: \u007f\r\n",
                "X: a\rb\r\n",
                "X: a\nContent-Length: 2\r\n",
            })
    void whatCouldBeReadInTwoWaysIsRefused(String field) {
        assertRefused(OK + "Content-Length: 1\r\n" + field + "\r\n");
        assertRefused(OK + field + "Content-Length: 1\r\n\r\n");
    }

    private static void assertRefused(String head) {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> parse(head))
                .satisfies(e -> assertThat(e.problem()).isEqualTo(Problem.DAEMON_PROTOCOL));
    }

    @Test
    void theLargestLengthIsTaken() {
        assertThat(parse(OK + "Content-Length: 9223372036854775807\r\n\r\n").contentLength())
                .isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void noContentHasNoBodyWhateverItSays() {
        assertThat(parse("HTTP/1.1 204 No Content\r\n\r\n").contentLength()).isZero();
        assertThat(parse("HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n").contentLength())
                .isZero();
        assertRefused("HTTP/1.1 204 No Content\r\nContent-Length: 1\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"close", "Close", "keep-alive, close", "close\r\nConnection: x"})
    void aConnectionThatTheDaemonClosesIsNotPersistent(String connection) {
        assertThat(
                        parse(OK + "Connection: " + connection + "\r\nContent-Length: 1\r\n\r\n")
                                .persistent())
                .isFalse();
    }

    @Test
    void aConnectionIsPersistentUnlessTheDaemonClosesIt() {
        assertThat(parse(OK + "Content-Length: 1\r\n\r\n").persistent()).isTrue();
        assertThat(parse(OK + "Connection: keep-alive\r\nContent-Length: 1\r\n\r\n").persistent())
                .isTrue();
    }

    @Test
    void repeatedFieldsAreOneList() {
        ResponseHead head = parse(OK + "Allow: GET\r\nContent-Length: 1\r\nallow: PUT\r\n\r\n");
        assertThat(head.header("allow")).contains("GET, PUT");
    }

    @Test
    void aHeadHasFewerThanAHundredFields() {
        String length = "Content-Length: 1\r\n";
        assertThat(parse(OK + length + "X: y\r\n".repeat(98) + "\r\n").contentLength())
                .isEqualTo(1);
        assertRefused(OK + length + "X: y\r\n".repeat(99) + "\r\n");
    }

    @Test
    void theBytesAfterTheHeadDoNotBelongToIt() {
        byte[] both = bytes(OK + "Content-Length: 4\r\n\r\n\r\n\r\n");
        assertThat(ResponseHead.end(both, both.length)).isEqualTo(both.length - 4);
    }

    /** A head of which it is known what it says. */
    record Known(int status, long length, Map<String, String> others, boolean lengthFirst) {
        String text() {
            String fields =
                    others.entrySet().stream()
                            .map(field -> field.getKey() + ": " + field.getValue() + "\r\n")
                            .collect(Collectors.joining());
            String lengthField = lengthField();
            return "HTTP/1.1 "
                    + status
                    + " Reason\r\n"
                    + (lengthFirst ? lengthField + fields : fields + lengthField)
                    + "\r\n";
        }

        String lengthField() {
            return "Content-Length: " + length + "\r\n";
        }

        /** Returns whether a byte is a digit of the status or stands in the length's value. */
        boolean mayChangeMeaning(int position) {
            int value = text().indexOf(lengthField()) + "Content-Length:".length();
            int valueEnd = text().indexOf("\r\n", value);
            return (position >= 9 && position < 12) || (position >= value && position < valueEnd);
        }
    }

    @Provide
    Arbitrary<Known> heads() {
        Arbitrary<Integer> status =
                Arbitraries.integers().between(200, 599).filter(number -> number != 204);
        Arbitrary<Map<String, String>> others =
                Arbitraries.maps(
                                Arbitraries.strings()
                                        .withCharRange('a', 'z')
                                        .ofMinLength(1)
                                        .ofMaxLength(12)
                                        .map(name -> "X-" + name),
                                Arbitraries.strings()
                                        .withCharRange('!', '~')
                                        .withChars(' ', '\t')
                                        .ofMaxLength(20)
                                        .map(String::strip))
                        .ofMaxSize(4);
        return Combinators.combine(
                        status,
                        Arbitraries.longs().greaterOrEqual(0),
                        others,
                        Arbitraries.of(true, false))
                .as(Known::new);
    }

    @Property
    void aGoodHeadSaysWhatItSays(@ForAll("heads") Known known) {
        ResponseHead head = parse(known.text());
        assertThat(head.status()).isEqualTo(known.status());
        assertThat(head.contentLength()).isEqualTo(known.length());
        known.others()
                .forEach(
                        (name, value) ->
                                assertThat(head.headers())
                                        .contains(entry(name.toLowerCase(Locale.ROOT), value)));
        assertThat(head.headers()).hasSize(known.others().size() + 1);
    }

    @Property
    void noPartOfAHeadIsTakenForTheWhole(@ForAll("heads") Known known, @ForAll int place) {
        byte[] whole = bytes(known.text());
        int length = Math.floorMod(place, whole.length);
        assertThat(ResponseHead.end(whole, length)).isEqualTo(-1);
    }

    @Property
    void aByteChangedElsewhereNeverChangesStatusOrLength(
            @ForAll("heads") Known known, @ForAll int place, @ForAll byte value) {
        byte[] changed = bytes(known.text());
        int position = Math.floorMod(place, changed.length);
        if (known.mayChangeMeaning(position)) {
            return;
        }
        changed[position] = value;
        tryParse(changed)
                .ifPresent(
                        head -> {
                            assertThat(head.status()).isEqualTo(known.status());
                            assertThat(head.contentLength()).isEqualTo(known.length());
                        });
    }

    @Property
    void aByteRemovedElsewhereNeverChangesStatusOrLength(
            @ForAll("heads") Known known, @ForAll int place) {
        byte[] whole = bytes(known.text());
        int position = Math.floorMod(place, whole.length);
        if (known.mayChangeMeaning(position)) {
            return;
        }
        byte[] shorter = new byte[whole.length - 1];
        System.arraycopy(whole, 0, shorter, 0, position);
        System.arraycopy(whole, position + 1, shorter, position, shorter.length - position);
        tryParse(shorter)
                .ifPresent(
                        head -> {
                            assertThat(head.status()).isEqualTo(known.status());
                            assertThat(head.contentLength()).isEqualTo(known.length());
                        });
    }

    @Property
    void aLengthIsDigitsAndNothingElse(@ForAll("lengthValues") String value) {
        Optional<ResponseHead> head = tryParse(bytes(OK + "Content-Length:" + value + "\r\n\r\n"));
        boolean digits = value.matches("[ \t]*[0-9]{1,18}[ \t]*");
        assertThat(head.isPresent()).isEqualTo(digits);
        head.ifPresent(
                parsed ->
                        assertThat(parsed.contentLength())
                                .isEqualTo(Long.parseLong(value.strip())));
    }

    /** Values on one line: a CR LF would end the field. */
    @Provide
    Arbitrary<String> lengthValues() {
        return Arbitraries.strings()
                .withChars("0123456789 \t+-,;.xe\u00b2\u00a0\0\r\n".toCharArray())
                .ofMaxLength(6)
                .filter(value -> !value.contains("\r\n"));
    }

    @Property
    void aFieldThatFramesAnewIsRefusedWhereverItStands(
            @ForAll("heads") Known known,
            @ForAll("framings") String field,
            @ForAll @IntRange(max = 10) int place) {
        List<String> lines = Arrays.asList(known.text().split("(?<=\r\n)", -1));
        int position = 1 + place % (lines.size() - 2);
        String text =
                String.join("", lines.subList(0, position))
                        + field
                        + "\r\n"
                        + String.join("", lines.subList(position, lines.size()));
        assertThat(tryParse(bytes(text))).isEmpty();
    }

    @Provide
    Arbitrary<String> framings() {
        return Arbitraries.of(
                "Content-Length: 0",
                "content-LENGTH: 7",
                "Transfer-Encoding: chunked",
                "TRANSFER-ENCODING: gzip",
                " folded",
                "X y: 1",
                "Content-Length\t: 1");
    }
}
