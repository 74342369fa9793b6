// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.it;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;

/**
 * What {@code GET /images/ID/ranges} tells of a transfer, each as pairs of a start and a length,
 * {@code [[0,100],[150,10]]}.
 */
record ToldRanges(String missing, String unflushed, String flushed) {
    static ToldRanges of(String body) {
        JsonObject ranges = TestData.json(body).asJsonObject();
        return new ToldRanges(
                pairs(ranges, "missing"), pairs(ranges, "unflushed"), pairs(ranges, "flushed"));
    }

    static String pairs(JsonObject ranges, String name) {
        return ranges.getJsonArray(name).stream()
                .map(JsonValue::asJsonObject)
                .map(range -> "[%d,%d]".formatted(range.getInt("start"), range.getInt("length")))
                .toList()
                .toString()
                .replace(" ", "");
    }
}
