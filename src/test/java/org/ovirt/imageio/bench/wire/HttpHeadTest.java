// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.bench.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HttpHeadTest {
    @Test
    void aWholeHeadIsTakenAndTheBodyIsLeft() throws ProtocolException {
        ByteBuffer buffer =
                bytes("HTTP/1.1 206 Partial Content\r\nContent-Length: 3\r\nA:b \r\n\r\nxyz");

        HttpHead head = HttpHead.take(buffer).orElseThrow();

        assertThat(head.status()).isEqualTo(206);
        assertThat(head.contentLength()).isEqualTo(3);
        assertThat(head.field("a")).contains("b");
        assertThat(buffer.remaining()).isEqualTo(3);
    }

    @Test
    void aPartOfAHeadIsNotTaken() throws ProtocolException {
        ByteBuffer buffer = bytes("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n");

        assertThat(HttpHead.take(buffer)).isEmpty();
        assertThat(buffer.position()).isZero();
    }

    @Test
    void aBodyWithoutLengthIsRefused() throws ProtocolException {
        HttpHead head =
                HttpHead.take(bytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"))
                        .orElseThrow();

        assertThatExceptionOfType(ProtocolException.class).isThrownBy(head::contentLength);
    }

    @Test
    void spansSurviveTheirHeaders() throws ProtocolException {
        Span span = new Span(4096, 8192);

        assertThat(Span.parse(span.range())).isEqualTo(span);
        assertThat(Span.parse(span.contentRange("*"))).isEqualTo(span);
        assertThat(Span.parse(span.contentRange("1099511627776"))).isEqualTo(span);
    }

    @Test
    void aRangeWithAnOpenEndIsRefused() {
        assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> Span.parse("bytes=5-"));
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
