// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.rest;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonParser;
import java.io.StringReader;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemException;

/**
 * The fields of a JSON object, strict about their types: an object mapper would take the text "1"
 * for a number. Every refusal is a {@link Problem#BAD_REQUEST} that names the field.
 */
public final class JsonFields {
    private final JsonObject object;
    private final String refusal;

    /**
     * Creates a view of an object.
     *
     * @param object the object
     * @param refusal how a refusal begins, such as {@code "Invalid ticket: "}
     */
    public JsonFields(JsonObject object, String refusal) {
        this.object = object;
        this.refusal = refusal;
    }

    /**
     * Parses a JSON object.
     *
     * @param text the object
     * @param refusal what to say if it is none
     */
    public static JsonObject parse(String text, String refusal) {
        try (JsonParser parser = Json.createParser(new StringReader(text))) {
            parser.next();
            JsonObject object = parser.getObject();
            // A reader would not look at what follows the object.
            if (!parser.hasNext()) {
                return object;
            }
        } catch (RuntimeException e) {
            // Reported below. Parsson has no other type for an object that is too deeply nested.
        }
        throw new ProblemException(Problem.BAD_REQUEST, refusal + ": expecting one JSON object.");
    }

    /** Returns a text. */
    public String requiredText(String name) {
        return optionalText(name).orElseThrow(() -> missing(name));
    }

    /** Returns a text if the field is there. */
    public Optional<String> optionalText(String name) {
        JsonValue value = value(name);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof JsonString text) {
            return Optional.of(text.getString());
        }
        throw wrong(name, "expecting a text");
    }

    /** Returns a whole number of 0 or more. */
    public long requiredCount(String name) {
        JsonValue value = value(name);
        if (value == null) {
            throw missing(name);
        }
        return count(name, value);
    }

    /** Returns a whole number of 0 or more. */
    public long optionalCount(String name, long fallback) {
        JsonValue value = value(name);
        return value == null ? fallback : count(name, value);
    }

    /** Returns a flag. */
    public boolean optionalFlag(String name, boolean fallback) {
        JsonValue value = value(name);
        if (value == null) {
            return fallback;
        }
        return switch (value.getValueType()) {
            case TRUE -> true;
            case FALSE -> false;
            default -> throw wrong(name, "expecting true or false");
        };
    }

    /** Returns a list of texts. */
    public List<String> requiredTexts(String name) {
        JsonValue value = value(name);
        if (value == null) {
            throw missing(name);
        }
        if (value instanceof JsonArray array
                && array.stream().allMatch(JsonString.class::isInstance)) {
            return array.getValuesAs(JsonString.class).stream().map(JsonString::getString).toList();
        }
        throw wrong(name, "expecting a list of texts");
    }

    /** Returns the refusal of a field's value. */
    public ProblemException wrong(String name, String what) {
        return new ProblemException(
                Problem.BAD_REQUEST, refusal + "Invalid value for '" + name + "', " + what + ".");
    }

    private @Nullable JsonValue value(String name) {
        return object.get(name);
    }

    private ProblemException missing(String name) {
        return new ProblemException(
                Problem.BAD_REQUEST, refusal + "Missing required value for '" + name + "'.");
    }

    private long count(String name, JsonValue value) {
        if (!(value instanceof JsonNumber number) || !number.isIntegral()) {
            throw wrong(name, "expecting a whole number");
        }
        try {
            long count = number.longValueExact();
            if (count >= 0) {
                return count;
            }
        } catch (ArithmeticException e) {
            // Reported below, as any other number that is out of bounds.
        }
        throw wrong(name, "expecting a number from 0 to 2^63 - 1");
    }
}
