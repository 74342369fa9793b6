// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.token;

import java.util.regex.Pattern;
import org.ovirt.imageio.proxy.ticket.DaemonUri;
import org.ovirt.imageio.proxy.ticket.TicketId;

/** The {@code imaged-uri} of a token: {@code https://host:port} and nothing more. */
final class ImagedUri {
    /** A name, an IPv4 address, or an IPv6 address in brackets. */
    private static final Pattern SYNTAX =
            Pattern.compile(
                    "https://(?:[A-Za-z0-9.-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}\\]):\\d{1,5}/?");

    private ImagedUri() {}

    /**
     * Returns where the daemon serves the image of a ticket.
     *
     * @throws TokenException {@link TokenFault#CLAIMS} if the URI is anything else
     */
    static DaemonUri imageOf(TicketId ticket, String uri) throws TokenException {
        if (!SYNTAX.matcher(uri).matches()) {
            throw new TokenException(TokenFault.CLAIMS);
        }
        String base = uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri;
        try {
            return DaemonUri.parse(base + "/images/" + ticket.value());
        } catch (IllegalArgumentException e) {
            throw new TokenException(TokenFault.CLAIMS, e);
        }
    }
}
