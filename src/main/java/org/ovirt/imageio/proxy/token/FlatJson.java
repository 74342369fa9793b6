// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.token;

import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParser.Event;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** One JSON object of texts and whole numbers, and of nothing that was not expected. */
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
        StrictJson.read(
                text,
                (name, value, parser) -> {
                    StrictJson.require(keys.contains(name));
                    object.put(name, value, parser);
                });
        return object;
    }

    private void put(String key, Event value, JsonParser parser) throws TokenException {
        if (value == Event.VALUE_STRING) {
            texts.put(key, parser.getString());
        } else {
            StrictJson.require(
                    value == Event.VALUE_NUMBER && NUMBER.matcher(parser.getString()).matches());
            numbers.put(key, Long.valueOf(parser.getString()));
        }
    }

    boolean has(String key) {
        return texts.containsKey(key) || numbers.containsKey(key);
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
