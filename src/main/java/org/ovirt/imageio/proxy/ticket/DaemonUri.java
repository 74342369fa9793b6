// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.ticket;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Pattern;

/**
 * Where the daemon serves the image of a ticket.
 *
 * @param host a host name or an IP address, IPv6 without brackets
 * @param port the TCP port, 1 to 65535
 * @param path the image's path, such as {@code /images/<uuid>}, of plain characters only, so that
 *     it can stand in a request line as it is
 */
public record DaemonUri(String host, int port, String path) {
    private static final int HTTPS_PORT = 443;

    /** Possessive, since otherwise a long path would overflow the stack. */
    private static final Pattern PLAIN_PATH =
            Pattern.compile("(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*+)++");

    /**
     * Parses the {@code url} of a ticket.
     *
     * @throws IllegalArgumentException if it is not an https URL of a host and a plain path
     */
    public static DaemonUri parse(String url) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("is not a URL", e);
        }
        require("https".equalsIgnoreCase(uri.getScheme()), "must start with https://");
        require(uri.getHost() != null, "must name a host");
        require(uri.getRawUserInfo() == null, "must not have user info");
        require(uri.getRawQuery() == null, "must not have a query");
        require(uri.getRawFragment() == null, "must not have a fragment");
        require(PLAIN_PATH.matcher(uri.getRawPath()).matches(), "must have a plain path");
        int port = uri.getPort() == -1 ? HTTPS_PORT : uri.getPort();
        require(port > 0 && port < 65536, "must have a port from 1 to 65535");
        return new DaemonUri(unbracketed(uri.getHost()), port, uri.getRawPath());
    }

    private static String unbracketed(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static void require(boolean condition, String what) {
        if (!condition) {
            throw new IllegalArgumentException(what);
        }
    }

    /** Returns host and port as a {@code Host} header has them (RFC 9110, section 7.2). */
    public String authority() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
