// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.token;

import java.util.Optional;
import java.util.regex.Pattern;
import org.ovirt.imageio.proxy.ticket.DaemonUri;
import org.ovirt.imageio.proxy.ticket.TicketId;

/**
 * The {@code imaged-uri} of a token: {@code https://host:port} and nothing more. Whether the host
 * is trusted is decided where its addresses are known.
 */
final class ImagedUri {
    /** What may be a name or an IPv4 address, or an IPv6 address in brackets. */
    private static final Pattern SYNTAX =
            Pattern.compile(
                    "https://(?:[A-Za-z0-9.-]{1,253}|\\[[0-9A-Fa-f:]{2,39}\\]):[1-9]\\d{0,4}/?");

    private ImagedUri() {}

    /**
     * Returns where the daemon serves the image of a ticket.
     *
     * @param transferId the Engine's name of the transfer
     * @throws TokenException {@link TokenFault#DAEMON} if the URI is anything else
     */
    static DaemonUri imageOf(TicketId ticket, String uri, Optional<String> transferId)
            throws TokenException {
        if (!SYNTAX.matcher(uri).matches()) {
            throw TokenException.badDaemon(transferId);
        }
        String base = uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri;
        try {
            return DaemonUri.parse(base + "/images/" + ticket.value());
        } catch (IllegalArgumentException e) {
            // It may quote the URI, so it is no cause for a log.
            throw TokenException.badDaemon(transferId);
        }
    }

    /**
     * Returns the URI that a token has for a grant's daemon.
     *
     * @throws IllegalArgumentException if there is none that would be read as that daemon
     */
    static String of(Grant grant) {
        String uri = "https://" + grant.daemon().authority();
        try {
            if (imageOf(grant.ticketId(), uri, grant.transferId()).equals(grant.daemon())) {
                return uri;
            }
        } catch (TokenException e) {
            // Reported below, as what would be read as another daemon.
        }
        throw new IllegalArgumentException(
                "a token can name no other daemon than https://host:port with the ticket's own image");
    }
}
