// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.ovirt.imageio.proxy.relay.Answer;
import org.ovirt.imageio.proxy.ticket.JournalView;
import org.ovirt.imageio.proxy.ticket.Span;

class WrittenRangesTest {
    private static final JournalView VIEW =
            new JournalView(
                    List.of(new Span(10, 20)),
                    List.of(new Span(30, 40), new Span(50, 60)),
                    List.of(new Span(60, 70)));

    private static void assertAnswer(Answer answer, String body) {
        assertThat(answer)
                .isEqualTo(
                        new Answer(200, Map.of("Content-Type", "application/json"), body + "\n"));
    }

    @Test
    void aClientIsToldWhatItHasToSendAndWhatNot() {
        assertAnswer(
                WrittenRanges.answer(VIEW, 100),
                "{\"size_known\":true,\"size\":100,"
                        + "\"missing\":[{\"start\":0,\"length\":10},{\"start\":20,\"length\":10},"
                        + "{\"start\":40,\"length\":10},{\"start\":60,\"length\":40}],"
                        + "\"unflushed\":[{\"start\":10,\"length\":10}],"
                        + "\"flushed\":[{\"start\":30,\"length\":10},"
                        + "{\"start\":50,\"length\":10}],"
                        + "\"open\":[{\"start\":60,\"length\":10}]}");
    }

    @Test
    void withoutASizeOnlyWhatLiesBeforeTheLastAcknowledgedByteCanBeMissing() {
        assertAnswer(
                WrittenRanges.answer(VIEW, Long.MAX_VALUE),
                "{\"size_known\":false,"
                        + "\"missing\":[{\"start\":0,\"length\":10},{\"start\":20,\"length\":10},"
                        + "{\"start\":40,\"length\":10}],"
                        + "\"unflushed\":[{\"start\":10,\"length\":10}],"
                        + "\"flushed\":[{\"start\":30,\"length\":10},"
                        + "{\"start\":50,\"length\":10}],"
                        + "\"open\":[{\"start\":60,\"length\":10}]}");
    }
}
