// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.ticket;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of a ticket, a UUID in lower case.
 *
 * <p>Whoever knows it may use the ticket, so it is a secret: {@link #toString()} gives only enough
 * of it to recognise it in a log.
 *
 * @param value the UUID in its canonical form
 */
public record TicketId(String value) {
    private static final Pattern UUID =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    /** Refuses anything but a canonical UUID. */
    public TicketId {
        if (!UUID.matcher(value).matches()) {
            throw new IllegalArgumentException("a ticket id is a UUID in lower case");
        }
    }

    /**
     * Parses a UUID in either case.
     *
     * @return the id, or nothing if the text is not a UUID of 36 characters
     */
    public static Optional<TicketId> parse(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return UUID.matcher(lower).matches() ? Optional.of(new TicketId(lower)) : Optional.empty();
    }

    @Override
    public String toString() {
        return value.substring(0, 8) + "-…";
    }
}
