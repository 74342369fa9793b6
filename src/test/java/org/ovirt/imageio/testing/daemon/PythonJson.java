// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.daemon;

import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Writes JSON with the spaces that Python's {@code json.dumps} puts. */
final class PythonJson {

    private PythonJson() {}

    /** Takes maps, lists, strings without special characters, integers and booleans. */
    static String write(Object value) {
        StringBuilder text = new StringBuilder();
        append(text, value);
        return text.toString();
    }

    private static void append(StringBuilder text, Object value) {
        if (value instanceof Map<?, ?> map) {
            text.append('{');
            for (Iterator<? extends Map.Entry<?, ?>> i = map.entrySet().iterator(); i.hasNext(); ) {
                Map.Entry<?, ?> entry = i.next();
                text.append('"').append(entry.getKey()).append("\": ");
                append(text, entry.getValue());
                text.append(i.hasNext() ? ", " : "");
            }
            text.append('}');
        } else if (value instanceof List<?> list) {
            text.append('[');
            for (Iterator<?> i = list.iterator(); i.hasNext(); ) {
                append(text, i.next());
                text.append(i.hasNext() ? ", " : "");
            }
            text.append(']');
        } else if (value instanceof String string) {
            text.append('"').append(string).append('"');
        } else {
            text.append(value);
        }
    }
}
