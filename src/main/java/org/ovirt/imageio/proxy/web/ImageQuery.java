// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.web;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemException;

/**
 * The query of a request; of a repeated key the last value counts, and keys without a meaning are
 * ignored, as in ovirt-imageio 2.x.
 *
 * <p>It is parsed here and not by the container, whose parameters would take the body of an upload
 * for a form.
 */
final class ImageQuery {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,32}");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,10}");

    private final Map<String, String> values;

    private ImageQuery(Map<String, String> values) {
        this.values = values;
    }

    static ImageQuery parse(@Nullable String query) {
        Map<String, String> values = new HashMap<>();
        if (query != null) {
            for (String pair : query.split("&", -1)) {
                int equals = pair.indexOf('=');
                if (equals > 0) {
                    values.put(
                            decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
                } else {
                    values.put(decode(pair), "");
                }
            }
        }
        return new ImageQuery(values);
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(Problem.BAD_REQUEST, "The query is malformed.");
        }
    }

    /** Returns whether connections shall be closed after the answer. */
    boolean close() {
        return "y".equals(values.get("close"));
    }

    /** Returns the value of a key if it is there, and refuses it if it is none of those allowed. */
    Optional<String> oneOf(String key, List<String> allowed) {
        String value = values.get(key);
        if (value != null && !allowed.contains(value)) {
            throw refused(key, "expecting one of " + String.join(", ", allowed));
        }
        return Optional.ofNullable(value);
    }

    /** Returns a value as it is. */
    Optional<String> text(String key) {
        return Optional.ofNullable(values.get(key));
    }

    /** Returns a name, such as that of an algorithm. */
    Optional<String> name(String key) {
        return matching(key, NAME, "expecting a plain name");
    }

    /** Returns a number in digits. */
    Optional<String> number(String key) {
        return matching(key, NUMBER, "expecting a number");
    }

    private Optional<String> matching(String key, Pattern syntax, String expectation) {
        String value = values.get(key);
        if (value != null && !syntax.matcher(value).matches()) {
            throw refused(key, expectation);
        }
        return Optional.ofNullable(value);
    }

    private static ProblemException refused(String key, String expectation) {
        return new ProblemException(
                Problem.BAD_REQUEST, "Unsupported value for '" + key + "', " + expectation + ".");
    }
}
