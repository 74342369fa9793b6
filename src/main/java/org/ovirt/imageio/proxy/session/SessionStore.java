// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.session;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemException;
import org.ovirt.imageio.proxy.ticket.TicketId;

/**
 * Where the sessions of all nodes are kept, by their ids. May block, so not for I/O threads.
 *
 * <p>Everything in it may throw {@link ProblemException} with {@link Problem#CLUSTER_UNAVAILABLE}.
 */
public interface SessionStore {
    /**
     * A session as it is kept.
     *
     * @param content what its client has proven
     * @param age how long ago it was opened or renewed
     * @param left how long it lasts without being used, as far as all nodes know; null where only
     *     this node knows
     */
    record Kept(ImageSession content, Duration age, @Nullable Duration left) {}

    /** Returns the session of an id that a client has shown. */
    Optional<Kept> find(String id);

    /**
     * Keeps a session, as one that was opened just now.
     *
     * @param lifetime how long it lasts without being used
     */
    void put(String id, ImageSession content, Duration lifetime);

    /** Notes that a session was used, and so lasts for a time from now. */
    void touch(String id, Duration lifetime);

    /**
     * Forgets a session that was ended, or that has another id now.
     *
     * @param last what was known of it
     */
    void remove(String id, ImageSession last);

    /** Notes that this node has no more to do with a session that is over by its age. */
    void expired(String id);

    /** Returns how many sessions there are. */
    int count();

    /** Returns how many sessions of a ticket there are. */
    int count(TicketId ticket);

    /** Returns how many sessions of a ticket have ended and are remembered all the same. */
    int countEnded(TicketId ticket);

    /**
     * Has the other nodes cancel what goes on under a session.
     *
     * @param key the session's
     * @return what is done when the last byte has moved there
     */
    CompletableFuture<Void> endElsewhere(UUID key);
}
