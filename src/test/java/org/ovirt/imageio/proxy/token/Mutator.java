// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.token;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;

/** Makes small changes of texts. */
final class Mutator {
    private static final String CHARACTERS =
            "ABCDEFabcdef0123456789-_+/=.,:{}[]\"\\ \n\r\t\0\u007f\u00e9\ud800\uffff";

    private static final List<String> NASTY =
            List.of(
                    "\"exp\":9999999999,",
                    ",\"ops\":[\"write\"]",
                    "\"alg\":\"none\",",
                    "\"alg\":\"HS256\"",
                    "\\ud800",
                    "\\u0000",
                    "null",
                    "1e400",
                    "[[[[[[[[",
                    "AAAA",
                    "====",
                    "eyJhbGciOiJub25lIn0.");

    private static final int LONGEST_CUT = 300;

    private final Random random;

    Mutator(Random random) {
        this.random = random;
    }

    /** Returns a text with one to three changes, which may by chance undo one another. */
    String change(String text) {
        String changed = text;
        for (int i = random.nextInt(4) == 0 ? 1 + random.nextInt(3) : 1; i > 0; i--) {
            changed = changeOnce(changed);
        }
        return changed;
    }

    private String changeOnce(String text) {
        int begin = random.nextInt(text.length() + 1);
        int length = random.nextInt(3) == 0 ? random.nextInt(LONGEST_CUT) : 1;
        int end = Math.min(text.length(), begin + length);
        return text.substring(0, begin)
                + inPlaceOf(text.substring(begin, end))
                + text.substring(end);
    }

    private String inPlaceOf(String part) {
        return switch (random.nextInt(8)) {
            case 0 -> "";
            case 1 -> part + part;
            case 2 -> new StringBuilder(part).reverse().toString();
            case 3 -> part.chars().mapToObj(this::flipped).collect(Collectors.joining());
            case 4 -> part.toUpperCase(Locale.ROOT);
            case 5 -> pick(NASTY) + part;
            case 6 -> character() + part;
            default -> character();
        };
    }

    private String flipped(int c) {
        return random.nextInt(3) == 0 ? "" + (char) c : "" + (char) (c ^ 1 << random.nextInt(8));
    }

    private String character() {
        return "" + CHARACTERS.charAt(random.nextInt(CHARACTERS.length()));
    }

    /** Returns the members of a JSON object in another order, and with spaces. */
    String reorder(String json) {
        try (JsonReader reader = Json.createReader(new StringReader(json))) {
            JsonObject object = reader.readObject();
            List<String> members = new ArrayList<>();
            object.forEach((name, value) -> members.add("\"" + name + "\":" + space() + value));
            Collections.shuffle(members, random);
            return "{" + String.join("," + space(), members) + space() + "}";
        }
    }

    private String space() {
        return random.nextBoolean() ? "" : " ";
    }

    /** Returns the words of a list with commas in another order. */
    String shuffle(String words) {
        List<String> shuffled = new ArrayList<>(List.of(words.split(",", -1)));
        Collections.shuffle(shuffled, random);
        return String.join(",", shuffled);
    }

    <T> T pick(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }
}
