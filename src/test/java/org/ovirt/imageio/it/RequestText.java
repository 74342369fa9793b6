// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.it;

import java.net.URI;

/** Requests as they go over the wire. */
final class RequestText {
    private static final String GAP = "{}";

    private RequestText() {}

    /**
     * What some client once sent.
     *
     * @param lines lines and the empty one, with line feeds in place of CR LF
     * @param values what stands for each {@code {}} in them
     */
    static String of(String lines, Object... values) {
        StringBuilder text = new StringBuilder();
        int end = 0;
        for (Object value : values) {
            int gap = lines.indexOf(GAP, end);
            text.append(lines, end, gap).append(value);
            end = gap + GAP.length();
        }
        return text.append(lines, end, lines.length()).toString().replace("\n", "\r\n");
    }

    /**
     * The head of a request.
     *
     * @param fields header fields besides {@code Host}, such as {@code "Range: bytes=0-9"}
     */
    static String head(String method, URI uri, String... fields) {
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        StringBuilder text = new StringBuilder();
        text.append(method).append(' ').append(uri.getRawPath()).append(query);
        text.append(" HTTP/1.1\r\nHost: ").append(uri.getRawAuthority()).append("\r\n");
        for (String field : fields) {
            text.append(field).append("\r\n");
        }
        return text.append("\r\n").toString();
    }
}
