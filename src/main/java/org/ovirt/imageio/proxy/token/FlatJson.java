// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.token;

import jakarta.json.Json;
import jakarta.json.stream.JsonParser;
import java.io.StringReader;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** One JSON object of texts and whole numbers, with nothing before, within or after it. */
final class FlatJson {
    /** No sign, no fraction, no exponent; far from the end of a {@code long} and of a clock. */
    private static final Pattern NUMBER = Pattern.compile("0|[1-9]\\d{0,14}");

    private final Map<String, String> texts = new HashMap<>();
    private final Map<String, Long> numbers = new HashMap<>();

    private FlatJson() {}

    /**
     * Parses an object.
     *
     * @param keys those it may have, each once
     * @throws TokenException {@link TokenFault#MALFORMED} if it is anything else
     */
    static FlatJson parse(String text, Set<String> keys) throws TokenException {
        FlatJson object = new FlatJson();
        try (JsonParser parser = Json.createParser(new StringReader(text))) {
            require(parser.next() == JsonParser.Event.START_OBJECT);
            while (parser.next() == JsonParser.Event.KEY_NAME) {
                String key = parser.getString();
                require(keys.contains(key) && !object.has(key));
                object.put(key, parser.next(), parser.getString());
            }
            require(!parser.hasNext());
        } catch (RuntimeException e) {
            // JsonException, and NoSuchElementException for a text that ends early.
            throw new TokenException(TokenFault.MALFORMED, e);
        }
        return object;
    }

    private void put(String key, JsonParser.Event type, String value) throws TokenException {
        if (type == JsonParser.Event.VALUE_STRING) {
            texts.put(key, value);
        } else {
            require(type == JsonParser.Event.VALUE_NUMBER && NUMBER.matcher(value).matches());
            numbers.put(key, Long.valueOf(value));
        }
    }

    private static void require(boolean condition) throws TokenException {
        if (!condition) {
            throw new TokenException(TokenFault.MALFORMED);
        }
    }

    boolean has(String key) {
        return texts.containsKey(key) || numbers.containsKey(key);
    }

    Set<String> textKeys() {
        return texts.keySet();
    }

    boolean hasOnlyTexts() {
        return numbers.isEmpty();
    }

    /** Returns a text; one that is missing or a number is {@link TokenFault#CLAIMS}. */
    String text(String key) throws TokenException {
        return optionalText(key).orElseThrow(() -> new TokenException(TokenFault.CLAIMS));
    }

    /** Returns a text if it is there; a number in its place is {@link TokenFault#CLAIMS}. */
    Optional<String> optionalText(String key) throws TokenException {
        if (numbers.containsKey(key)) {
            throw new TokenException(TokenFault.CLAIMS);
        }
        return Optional.ofNullable(texts.get(key));
    }

    /** Returns a number; one that is missing or a text is {@link TokenFault#CLAIMS}. */
    long number(String key) throws TokenException {
        Long value = numbers.get(key);
        if (value == null) {
            throw new TokenException(TokenFault.CLAIMS);
        }
        return value;
    }
}
