// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.cluster;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** What one node asks another; answered there by its {@link Desk}. */
final class PeerRequest implements Callable<PeerReply>, HazelcastInstanceAware {
    private final Kind kind;
    private final String subject;
    private @Nullable HazelcastInstance there;

    enum Kind {
        /** Take what the map says of a ticket, and tell how its transfer stands. */
        REFRESH,
        /** End a removed ticket, and tell whether its last byte has moved. */
        END_TICKET,
        /** End what goes on under a session, and tell whether the last byte has moved. */
        END_SESSION,
        /** Cancel a write, and tell whether no byte of it can move any more. */
        END_WRITE,
        /** Tell whether no write of a node that has gone can move any more. */
        GONE,
        /** Tell whether the node that asks is a member for the one that is asked. */
        HELLO,
        /** The node that asks is about to leave and relays nothing any more. */
        GOODBYE
    }

    /**
     * Creates a request.
     *
     * @param subject a ticket's id, a session's key, a write's number, or a node's name
     */
    PeerRequest(Kind kind, String subject) {
        this.kind = kind;
        this.subject = subject;
    }

    Kind kind() {
        return kind;
    }

    String subject() {
        return subject;
    }

    @Override
    public void setHazelcastInstance(HazelcastInstance instance) {
        there = instance;
    }

    @Override
    public PeerReply call() {
        Object desk = there == null ? null : there.getUserContext().get(Desk.NAME);
        return desk instanceof Desk open ? open.answer(this) : PeerReply.NOT_YET;
    }
}
