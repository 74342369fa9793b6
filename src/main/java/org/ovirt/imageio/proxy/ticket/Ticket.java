// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.ticket;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What the Engine allows: some operations on one image, up to a size, for a time.
 *
 * @param id the ticket's name, the last segment of {@code /images/<id>}
 * @param size upper bound of the bytes that can be addressed, 0 or more
 * @param operations what is allowed, at least one
 * @param timeout how long the ticket lives without activity
 * @param inactivityTimeout how long a client may keep a relay waiting
 * @param url the daemon's URL as the Engine wrote it
 * @param daemon the same, parsed
 * @param transferId the Engine's name of the transfer, for logs
 * @param filename the name under which a browser stores a download
 * @param sparse whether zeroing may deallocate space; the daemon acts on it, the Engine reads it
 *     back
 * @param dirty whether dirty extents can be asked for
 */
public record Ticket(
        TicketId id,
        long size,
        Set<Operation> operations,
        Duration timeout,
        Duration inactivityTimeout,
        String url,
        DaemonUri daemon,
        String transferId,
        Optional<String> filename,
        boolean sparse,
        boolean dirty) {
    private static final Pattern UNPRINTABLE = Pattern.compile("[^ -~]");

    /** Refuses values that no transfer can have. */
    public Ticket {
        if (size < 0) {
            throw new IllegalArgumentException("size must not be negative");
        }
        if (operations.isEmpty()) {
            throw new IllegalArgumentException("at least one operation must be allowed");
        }
        if (timeout.isNegative() || inactivityTimeout.isNegative()) {
            throw new IllegalArgumentException("timeouts must not be negative");
        }
        operations = Set.copyOf(operations);
    }

    /** Returns the name of the transfer as a log can show it, whatever the Engine has sent. */
    public String logName() {
        return printable(transferId);
    }

    /** Returns a text of which everything but printable ASCII is replaced by question marks. */
    public static String printable(String text) {
        return UNPRINTABLE.matcher(text).replaceAll("?");
    }

    /**
     * Returns this ticket with no more than another allows as well, or nothing if they have no
     * operation in common.
     */
    public Optional<Ticket> within(Ticket other) {
        Set<Operation> common = EnumSet.allOf(Operation.class);
        common.removeIf(operation -> !allows(operation) || !other.allows(operation));
        return common.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Ticket(
                                id,
                                Math.min(size, other.size),
                                common,
                                timeout,
                                inactivityTimeout,
                                url,
                                daemon,
                                transferId,
                                filename,
                                sparse,
                                dirty));
    }

    /** Returns whether the ticket allows an operation; writing implies reading. */
    public boolean allows(Operation operation) {
        return operations.contains(operation) || operations.contains(Operation.WRITE);
    }
}
