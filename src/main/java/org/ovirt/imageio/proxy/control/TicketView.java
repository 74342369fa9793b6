// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.control;

import jakarta.json.bind.annotation.JsonbProperty;
import jakarta.json.bind.annotation.JsonbPropertyOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ovirt.imageio.proxy.ticket.Operation;
import org.ovirt.imageio.proxy.ticket.Ticket;
import org.ovirt.imageio.proxy.ticket.TransferStatus;

/**
 * What {@code GET /tickets/ID} tells, in the names and order of ovirt-imageio 2.x. The order is
 * told in the names of Java.
 */
@JsonbPropertyOrder({
    "active",
    "canceled",
    "connections",
    "expires",
    "idleTime",
    "inactivityTimeout",
    "ops",
    "size",
    "sparse",
    "dirty",
    "timeout",
    "url",
    "uuid",
    "transferId",
    "filename",
    "transferred"
})
public final class TicketView {
    private final TransferStatus status;
    private final Ticket ticket;

    TicketView(TransferStatus status) {
        this.status = status;
        this.ticket = status.ticket();
    }

    /** Returns whether a relay is running. */
    public boolean isActive() {
        return status.active();
    }

    /** Returns whether the ticket is being removed. */
    public boolean isCanceled() {
        return status.canceled();
    }

    /** Returns how many connections to the daemon are open. */
    public int getConnections() {
        return status.connections();
    }

    /** Returns when the ticket ends, in seconds of a steady clock. */
    public long getExpires() {
        return status.expires();
    }

    /** Returns seconds since the last activity. */
    @JsonbProperty("idle_time")
    public long getIdleTime() {
        return status.idleTime();
    }

    /** Returns the seconds that a client may keep a relay waiting. */
    @JsonbProperty("inactivity_timeout")
    public long getInactivityTimeout() {
        return ticket.inactivityTimeout().toSeconds();
    }

    /** Returns what is allowed. */
    public List<String> getOps() {
        return ticket.operations().stream().sorted().map(Operation::word).toList();
    }

    /** Returns the bytes that can be addressed. */
    public long getSize() {
        return ticket.size();
    }

    /** Returns whether zeroing may deallocate. */
    public boolean isSparse() {
        return ticket.sparse();
    }

    /** Returns whether dirty extents can be asked for. */
    public boolean isDirty() {
        return ticket.dirty();
    }

    /** Returns the seconds that the ticket lives without activity. */
    public long getTimeout() {
        return ticket.timeout().toSeconds();
    }

    /** Returns the daemon's URL. */
    public String getUrl() {
        return ticket.url();
    }

    /** Returns the ticket's id. */
    public String getUuid() {
        return ticket.id().value();
    }

    /** Returns the Engine's name of the transfer. */
    @JsonbProperty("transfer_id")
    public String getTransferId() {
        return ticket.transferId();
    }

    /** Returns the name under which a download is stored. */
    public @Nullable String getFilename() {
        return ticket.filename().orElse(null);
    }

    /** Returns the bytes in the union of all relayed ranges, if that means something. */
    public @Nullable Long getTransferred() {
        return status.transferred().isPresent() ? status.transferred().getAsLong() : null;
    }
}
