// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.ticket;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** A good ticket in which a test sets what it is about. */
public final class SampleTicket {
    /** The id of every sample, unless it is set. */
    public static final TicketId ID = new TicketId("7d8a5c1e-0b1f-4c59-9d5e-3f2a1b0c9d8e");

    private static final String URL = "https://host.example:54322/images/daemon-side";

    private TicketId id = ID;
    private long size = 1000;
    private Set<Operation> operations = Set.of(Operation.WRITE);
    private Duration timeout = Duration.ofMinutes(5);
    private Duration inactivityTimeout = Duration.ofMinutes(1);
    private String url = URL;
    private Optional<String> filename = Optional.empty();

    /** Sets the id. */
    public SampleTicket id(String newId) {
        id = new TicketId(newId);
        return this;
    }

    /** Sets the size in bytes. */
    public SampleTicket size(long newSize) {
        size = newSize;
        return this;
    }

    /** Sets what is allowed. */
    public SampleTicket operations(Operation... newOperations) {
        operations = Set.of(newOperations);
        return this;
    }

    /** Sets how long the ticket lives without activity. */
    public SampleTicket timeout(Duration newTimeout) {
        timeout = newTimeout;
        return this;
    }

    /** Sets how long a client may keep a relay waiting. */
    public SampleTicket inactivityTimeout(Duration newTimeout) {
        inactivityTimeout = newTimeout;
        return this;
    }

    /** Sets where the daemon serves the image. */
    public SampleTicket url(String newUrl) {
        url = newUrl;
        return this;
    }

    /** Sets the name under which a download is stored. */
    public SampleTicket filename(String newFilename) {
        filename = Optional.of(newFilename);
        return this;
    }

    /** Returns the ticket. */
    public Ticket build() {
        return new Ticket(
                id,
                size,
                operations,
                timeout,
                inactivityTimeout,
                url,
                DaemonUri.parse(url),
                "transfer-1",
                filename,
                true,
                false);
    }
}
