// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.cluster;

import com.hazelcast.map.EntryProcessor;
import com.hazelcast.map.ExtendedMapEntry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.ovirt.imageio.proxy.ticket.Version;

/**
 * A change of a ticket, made in one step where the ticket is kept, and again where its copies are.
 *
 * @param kind what happens
 * @param told what the node that asks for it knows of the ticket
 * @param now the cluster's time there
 */
record TicketChange(Kind kind, TicketRecord told, long now)
        implements EntryProcessor<String, TicketRecord, @Nullable TicketRecord> {
    /** How long after its end a ticket can still be extended. */
    private static final Duration KEPT_AFTER_EXPIRY = Duration.ofHours(1);

    /** Longer than any half of a cluster can keep a ticket whose removal it has not heard of. */
    private static final Duration REMOVAL_KEPT = Duration.ofDays(2);

    enum Kind {
        /** The Engine installs it. */
        INSTALL,
        /** The Engine says when it ends. */
        EXTEND,
        /** The Engine removes it. */
        REMOVE,
        /** Its id becomes proof, since it came with a signed ticket that was added. */
        OPEN,
        /** It was used. */
        USE
    }

    /** Returns what holds then; null if there is no such ticket. */
    @Override
    public @Nullable TicketRecord process(Map.Entry<String, @Nullable TicketRecord> entry) {
        TicketRecord old = entry.getValue();
        TicketRecord changed = apply(old);
        if (changed != null && !changed.equals(old)) {
            ((ExtendedMapEntry<String, TicketRecord>) entry)
                    .setValue(changed, kept(changed), TimeUnit.MILLISECONDS);
        }
        return changed;
    }

    private long kept(TicketRecord record) {
        return record.isRemoved()
                ? REMOVAL_KEPT.toMillis()
                : Math.max(record.deadline() - now, 0) + KEPT_AFTER_EXPIRY.toMillis();
    }

    @Nullable TicketRecord apply(@Nullable TicketRecord old) {
        return switch (kind) {
            case INSTALL -> installed(old);
            case EXTEND ->
                    old == null || old.isRemoved() ? null : old.endingAt(told.deadline(), now);
            case REMOVE -> old == null ? told : old.removed();
            case OPEN -> opened(old);
            case USE -> used(old);
        };
    }

    private TicketRecord installed(@Nullable TicketRecord old) {
        Version before = old == null ? Version.NONE : old.version();
        long life = old != null && old.isRemoved() ? before.life() + 1 : before.life();
        return new TicketRecord(
                told.standing(),
                new Version(life, before.edition() + 1, 0),
                told.ticket(),
                told.deadline(),
                now,
                now,
                told.moved());
    }

    private TicketRecord opened(@Nullable TicketRecord old) {
        if (old == null) {
            return told;
        }
        boolean closed = old.standing().compareTo(told.standing()) < 0;
        return closed && told.ticket() != null ? old.opened(told.ticket(), now) : old;
    }

    private TicketRecord used(@Nullable TicketRecord old) {
        if (old == null) {
            return told;
        }
        // Of an installation that is over; what it has moved is not the new one's.
        boolean stale = !old.version().isSameEdition(told.version());
        return stale || old.isRemoved() ? old : old.used(told);
    }
}
