// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageHeadTest {

    @Test
    void theHeadIsReadAndTheBodyLeft() throws Exception {
        String text = "GET / HTTP/1.1\r\nA: 1\r\nb:2\r\na: 3 \r\n\r\n";
        InputStream in = stream(text + "body");

        assertThat(MessageHead.read(in))
                .satisfies(
                        head -> {
                            assertThat(head.startLine()).isEqualTo("GET / HTTP/1.1");
                            assertThat(head.headers().allValues("a")).containsExactly("1", "3");
                            assertThat(head.headers().firstValue("B")).hasValue("2");
                            assertThat(head.text()).isEqualTo(text);
                        });
        assertThat(in).hasContent("body");
    }

    @Test
    void theEndBetweenMessagesIsNoError() throws Exception {
        assertThat(MessageHead.read(stream(""))).isNull();
    }

    @Test
    void theEndInsideAHeadIsAnError() {
        assertThatThrownBy(() -> MessageHead.read(stream("GET / HTTP/1.1\r\nA: 1\r\n")))
                .isInstanceOf(EOFException.class);
    }

    @Test
    void aCarriageReturnBeforeTheEndIsNotTheEnd() throws IOException {
        assertThat(MessageHead.read(stream("G\r\r\n\r\n")))
                .extracting(MessageHead::startLine)
                .isEqualTo("G\r");
    }

    @ParameterizedTest
    @ValueSource(strings = {"no colon", ": no name", " folded: line", "\tfolded: line"})
    void aLineThatIsNoFieldIsAnError(String line) {
        assertThatThrownBy(() -> MessageHead.read(stream("GET / HTTP/1.1\r\n" + line + "\r\n\r\n")))
                .isInstanceOf(ProtocolException.class);
    }

    @Test
    void aHeadWithoutEndIsAnError() {
        assertThatThrownBy(() -> MessageHead.read(stream("x".repeat(MessageHead.LIMIT + 1))))
                .isInstanceOf(ProtocolException.class);
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(ISO_8859_1));
    }
}
