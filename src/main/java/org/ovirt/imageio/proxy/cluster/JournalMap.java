// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.cluster;

import com.hazelcast.map.IMap;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.ovirt.imageio.proxy.cluster.JournalChange.Kind;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemException;
import org.ovirt.imageio.proxy.relay.Clearance;
import org.ovirt.imageio.proxy.ticket.JournalState;
import org.ovirt.imageio.proxy.ticket.JournalStore;
import org.ovirt.imageio.proxy.ticket.JournalView;
import org.ovirt.imageio.proxy.ticket.OpenWrite;
import org.ovirt.imageio.proxy.ticket.Span;
import org.ovirt.imageio.proxy.ticket.TicketId;
import org.ovirt.imageio.proxy.ticket.WriteId;
import org.ovirt.imageio.proxy.ticket.WriteJournal;

/** The journals of all nodes' transfers. Nothing in it blocks. */
final class JournalMap implements JournalStore {
    static final String NAME = "journals";

    /** Stands where only a write's name, or not even that, is asked for. */
    private static final WriteId NO_WRITE = new WriteId("", 0);

    private final Node node;
    private final Clearance clearance;
    private final IMap<String, JournalState> map;

    /**
     * Creates it.
     *
     * @param clearance not given where this node may not know what others have written since
     */
    JournalMap(Node node, Clearance clearance) {
        this.node = node;
        this.clearance = clearance;
        map = node.map(NAME);
    }

    /** What only a minority knows to be open would not keep the others' writes away. */
    @Override
    public CompletionStage<List<OpenWrite>> begin(TicketId ticket, OpenWrite write) {
        try {
            node.requireQuorum();
        } catch (ProblemException e) {
            return CompletableFuture.failedFuture(e);
        }
        return change(ticket, Kind.BEGIN, write)
                .thenApply(
                        reply -> {
                            // It may have been noted here after the others were lost.
                            node.requireQuorum();
                            return reply.conflicts();
                        });
    }

    @Override
    public CompletionStage<Void> end(TicketId ticket, WriteId id, boolean done) {
        return change(ticket, done ? Kind.DONE : Kind.NOT_DONE, write(id))
                .thenAccept(ignored -> {});
    }

    @Override
    public CompletionStage<JournalView> view(TicketId ticket) {
        try {
            node.requireQuorum();
            ProblemException refusal = clearance.refusal();
            if (refusal != null) {
                throw refusal;
            }
        } catch (ProblemException e) {
            return CompletableFuture.failedFuture(e);
        }
        return attempt(() -> map.getAsync(ticket.value())).handle(JournalMap::view);
    }

    private static JournalView view(@Nullable JournalState state, @Nullable Throwable failure) {
        if (failure != null) {
            throw Node.unavailable(failure);
        }
        return state == null ? JournalView.EMPTY : new WriteJournal(state).view();
    }

    /** A node that forgets a transfer does not speak for the others; see {@link #restartSoon}. */
    @Override
    public CompletionStage<Void> forget(TicketId ticket) {
        return CompletableFuture.completedFuture(null);
    }

    /**
     * Forgets what was written under a ticket that is about to stand for something else. Blocks.
     *
     * @throws ProblemException {@link Problem#CLUSTER_UNAVAILABLE}: it may not be forgotten
     */
    void restart(TicketId ticket) {
        JournalChange change = new JournalChange(Kind.RESTART, write(NO_WRITE));
        node.tell(() -> map.executeOnKey(ticket.value(), change));
    }

    /** Forgets what was written under a ticket that was removed, as soon as that can be had. */
    void restartSoon(TicketId ticket) {
        var unused = change(ticket, Kind.RESTART, write(NO_WRITE));
    }

    private static OpenWrite write(WriteId id) {
        return new OpenWrite(id, Span.NONE, false);
    }

    private CompletionStage<JournalReply> change(TicketId ticket, Kind kind, OpenWrite write) {
        return attempt(() -> map.submitToKey(ticket.value(), new JournalChange(kind, write)));
    }

    /** A member that is being shut down throws what it otherwise answers. */
    private static <T> CompletionStage<T> attempt(Supplier<CompletionStage<T>> question) {
        try {
            return question.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
