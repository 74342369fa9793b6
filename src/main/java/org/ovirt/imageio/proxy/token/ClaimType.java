// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.token;

import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParser.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What a claim of a JWT is written as. Anything else is {@link TokenFault#CLAIMS}. */
enum ClaimType {
    /** A text. */
    TEXT {
        @Override
        Object read(Event value, JsonParser parser) throws TokenException {
            return text(value, parser);
        }
    },
    /** A list of texts. */
    TEXTS {
        @Override
        Object read(Event value, JsonParser parser) throws TokenException {
            require(value == Event.START_ARRAY);
            List<String> texts = new ArrayList<>();
            for (Event one = parser.next(); one != Event.END_ARRAY; one = parser.next()) {
                texts.add(text(one, parser));
            }
            return List.copyOf(texts);
        }
    },
    /** A text, or a list of texts. */
    TEXT_OR_TEXTS {
        @Override
        Object read(Event value, JsonParser parser) throws TokenException {
            return (value == Event.VALUE_STRING ? TEXT : TEXTS).read(value, parser);
        }
    },
    /** A whole number from 0 to 2^63 - 1, without a fraction or an exponent. */
    NUMBER {
        @Override
        Object read(Event value, JsonParser parser) throws TokenException {
            require(value == Event.VALUE_NUMBER && DIGITS.matcher(parser.getString()).matches());
            return number(parser.getString());
        }
    },
    /** Whole seconds since 1970, until the year 33658: far from the end of a clock. */
    TIME {
        @Override
        Object read(Event value, JsonParser parser) throws TokenException {
            Object seconds = NUMBER.read(value, parser);
            require((Long) seconds <= LAST_SECOND);
            return seconds;
        }
    };

    private static final Pattern DIGITS = Pattern.compile("0|[1-9]\\d{0,18}");
    private static final long LAST_SECOND = 1_000_000_000_000L;

    /**
     * Reads a claim.
     *
     * @param value how it begins
     * @return a text, a list of texts or a {@code Long}
     */
    abstract Object read(Event value, JsonParser parser) throws TokenException;

    private static String text(Event value, JsonParser parser) throws TokenException {
        require(value == Event.VALUE_STRING);
        return parser.getString();
    }

    private static Long number(String digits) throws TokenException {
        try {
            return Long.valueOf(digits);
        } catch (NumberFormatException e) {
            throw new TokenException(TokenFault.CLAIMS, e);
        }
    }

    private static void require(boolean condition) throws TokenException {
        if (!condition) {
            throw new TokenException(TokenFault.CLAIMS);
        }
    }
}
