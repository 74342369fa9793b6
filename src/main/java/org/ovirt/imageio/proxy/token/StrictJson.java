// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.token;

import jakarta.json.Json;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParser.Event;
import jakarta.json.stream.JsonParserFactory;
import java.io.StringReader;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * One JSON object with nothing before or after it and no name twice, read from front to end: what
 * two readers could understand in two ways is no token.
 */
final class StrictJson {
    /** To look for one each time takes longer than to parse a token. */
    private static final JsonParserFactory PARSERS = Json.createParserFactory(Map.of());

    private StrictJson() {}

    /** Takes the members of an object, one after the other. */
    @FunctionalInterface
    interface Member {
        /**
         * Takes a member. Of its value nothing but the beginning has been read; the rest is this
         * method's to read.
         *
         * @param value a text, a number or another value, or the beginning of a list or object
         * @param parser gives that value
         */
        void take(String name, Event value, JsonParser parser) throws TokenException;
    }

    /**
     * Reads an object.
     *
     * @throws TokenException {@link TokenFault#MALFORMED} if the text is anything else, or what the
     *     taker throws
     */
    static void read(String text, Member taker) throws TokenException {
        Set<String> names = new HashSet<>();
        try (JsonParser parser = PARSERS.createParser(new StringReader(text))) {
            require(parser.next() == Event.START_OBJECT);
            while (parser.next() == Event.KEY_NAME) {
                String name = parser.getString();
                require(names.add(name));
                taker.take(name, parser.next(), parser);
            }
            require(!parser.hasNext());
        } catch (RuntimeException e) {
            // JsonException, NoSuchElementException for a text that ends early, and more.
            throw new TokenException(TokenFault.MALFORMED, e);
        }
    }

    /** Reads over a value of any kind; the parser bounds how deeply it can be nested. */
    static void skip(Event value, JsonParser parser) {
        int depth = nesting(value);
        while (depth > 0) {
            depth += nesting(parser.next());
        }
    }

    private static int nesting(Event event) {
        return switch (event) {
            case START_ARRAY, START_OBJECT -> 1;
            case END_ARRAY, END_OBJECT -> -1;
            default -> 0;
        };
    }

    /** Refuses a text as malformed. */
    static void require(boolean condition) throws TokenException {
        if (!condition) {
            throw new TokenException(TokenFault.MALFORMED);
        }
    }
}
