// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of a PATCH.
 *
 * @param zero whether bytes shall be zeroed
 * @param offset the first of them
 * @param size how many
 * @param flush whether the image shall be flushed, after zeroing if both are asked for
 */
record PatchMessage(boolean zero, long offset, long size, boolean flush) {

    private static final int LONGEST = 64 * 1024;

    static PatchMessage read(Request request) throws HttpError, IOException {
        byte[] body = new byte[LONGEST];
        int length = request.read(body, LONGEST);
        JsonObject message = parse(new String(body, 0, length, UTF_8));
        String op = message.get("op") instanceof JsonString string ? string.getString() : null;
        if (Call.choice(op, "op", List.of("flush", "zero"), null).equals("flush")) {
            return new PatchMessage(false, 0, 0, true);
        }
        JsonValue size = message.get("size");
        if (size == null) {
            throw HttpError.badRequest("Missing required value for 'size'");
        }
        return new PatchMessage(
                true, integer(message.get("offset")), integer(size), bool(message.get("flush")));
    }

    private static JsonObject parse(String text) throws HttpError {
        try (JsonReader reader = Json.createReader(new StringReader(text))) {
            return reader.readObject();
        } catch (JsonException e) {
            throw HttpError.badRequest("Invalid JSON message " + e.getMessage());
        }
    }

    private static long integer(@Nullable JsonValue value) throws HttpError {
        if (value == null) {
            return 0;
        }
        if (!(value instanceof JsonNumber number) || !number.isIntegral()) {
            throw HttpError.badRequest("Integer required " + value);
        }
        BigInteger integer = number.bigIntegerValue();
        if (integer.signum() < 0) {
            throw HttpError.badRequest("Invalid value " + integer + " < 0");
        }
        return Digits.toLong(integer.toString());
    }

    private static boolean bool(@Nullable JsonValue value) throws HttpError {
        if (value == null || value.equals(JsonValue.FALSE)) {
            return false;
        }
        if (!value.equals(JsonValue.TRUE)) {
            throw HttpError.badRequest("Boolean required " + value);
        }
        return true;
    }
}
