// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.web;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The {@code Content-Disposition} of a download, made anew from the ticket's file name (RFC 6266):
 * a name from elsewhere must not be able to end the field.
 */
final class Disposition {
    private static final String ATTR_CHAR = "!#$&+-.^_`|~";

    private Disposition() {}

    static String attachment(Optional<String> filename) {
        return filename.filter(name -> !name.isEmpty())
                .map(Disposition::named)
                .orElse("attachment");
    }

    private static String named(String name) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            plain.append(c < ' ' || c > '~' || c == '"' || c == '\\' || c == '%' ? '_' : c);
        }
        String field = "attachment; filename=\"" + plain + "\"";
        return plain.toString().equals(name)
                ? field
                : field + "; filename*=UTF-8''" + encoded(name);
    }

    /** Encodes as in RFC 8187, section 3.2. */
    private static String encoded(String name) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean asItIs =
                    (c >= '0' && c <= '9')
                            || (c >= 'A' && c <= 'Z')
                            || (c >= 'a' && c <= 'z')
                            || ATTR_CHAR.indexOf(c) >= 0;
            if (asItIs) {
                encoded.append(c);
            } else {
                encoded.append('%').append("%02X".formatted((int) c));
            }
        }
        return encoded.toString();
    }
}
