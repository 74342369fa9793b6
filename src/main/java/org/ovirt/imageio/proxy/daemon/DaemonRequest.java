// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.daemon;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The head of a request to a daemon.
 *
 * <p>All parts are made by the proxy from values it has parsed, never copied from a client; a part
 * with a control character is a defect and refused.
 *
 * @param method the method
 * @param target path and query
 * @param headers header fields in order
 */
public record DaemonRequest(String method, String target, Map<String, String> headers) {

    /** Refuses parts that would break the request apart. */
    public DaemonRequest {
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
        requirePlain(method);
        requirePlain(target);
        headers.forEach(
                (name, value) -> {
                    requirePlain(name);
                    requireNoControl(value);
                });
    }

    private static void requirePlain(String part) {
        requireNoControl(part);
        if (part.isEmpty() || part.indexOf(' ') >= 0) {
            throw new IllegalArgumentException("empty part or space in a request head");
        }
    }

    private static void requireNoControl(String part) {
        if (part.chars().anyMatch(c -> c < ' ' || c > '~')) {
            throw new IllegalArgumentException("control or non-ASCII character in a request head");
        }
    }

    byte[] encode(String authority) {
        StringBuilder head = new StringBuilder(256);
        head.append(method).append(' ').append(target).append(" HTTP/1.1\r\n");
        head.append("Host: ").append(authority).append("\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }
}
