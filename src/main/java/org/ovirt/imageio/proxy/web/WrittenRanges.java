// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.web;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import java.util.List;
import java.util.Map;
import org.ovirt.imageio.proxy.relay.Answer;
import org.ovirt.imageio.proxy.ticket.JournalView;
import org.ovirt.imageio.proxy.ticket.Span;

/** The answer to {@code /ranges}: what a client has still to send, and what it has not. */
final class WrittenRanges {
    private WrittenRanges() {}

    /**
     * Makes the answer.
     *
     * @param size bytes of the image, or the largest long if nobody has told
     */
    static Answer answer(JournalView view, long size) {
        boolean sizeKnown = size < Long.MAX_VALUE;
        JsonObjectBuilder answer = Json.createObjectBuilder().add("size_known", sizeKnown);
        if (sizeKnown) {
            answer.add("size", size);
        }
        answer.add("missing", list(view.missing(sizeKnown ? size : view.acknowledgedEnd())))
                .add("unflushed", list(view.written()))
                .add("flushed", list(view.flushed()))
                .add("open", list(view.open()));
        return new Answer(200, Map.of("Content-Type", "application/json"), answer.build() + "\n");
    }

    private static JsonArrayBuilder list(List<Span> spans) {
        JsonArrayBuilder list = Json.createArrayBuilder();
        for (Span span : spans) {
            list.add(
                    Json.createObjectBuilder()
                            .add("start", span.start())
                            .add("length", span.length()));
        }
        return list;
    }
}
