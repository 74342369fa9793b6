// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.cluster;

import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.ovirt.imageio.proxy.session.Sessions;
import org.ovirt.imageio.proxy.ticket.TicketId;
import org.ovirt.imageio.proxy.ticket.Transfer;
import org.ovirt.imageio.proxy.ticket.Transfers;

/** Answers what other nodes ask of this one. It opens when the proxy is put together. */
final class Desk {
    static final String NAME = "desk";

    private volatile @Nullable Parts parts;

    /** What there is to tell of. */
    record Parts(
            Transfers transfers,
            Sessions sessions,
            Function<String, CompletionStage<Void>> writes,
            Predicate<String> members,
            LostNodes lost) {}

    void open(Parts newParts) {
        parts = newParts;
    }

    PeerReply answer(PeerRequest request) {
        Parts open = parts;
        if (open == null) {
            // Nothing has ever run here.
            return PeerReply.OVER;
        }
        return switch (request.kind()) {
            case REFRESH -> report(open.transfers().refresh(new TicketId(request.subject())));
            case END_TICKET ->
                    overEverywhere(open, open.transfers().end(new TicketId(request.subject())));
            case END_SESSION ->
                    overEverywhere(open, open.sessions().end(UUID.fromString(request.subject())));
            case END_WRITE -> over(open.writes().apply(request.subject()).toCompletableFuture());
            case GONE -> over(!open.lost().mayRelay(request.subject()));
            case HELLO -> over(open.members().test(request.subject()));
            case GOODBYE -> {
                open.lost().sayGoodbye(request.subject());
                yield PeerReply.OVER;
            }
        };
    }

    private static PeerReply report(Optional<Transfer> transfer) {
        return new PeerReply(true, transfer.map(Transfer::report).orElse(null));
    }

    /** Who asks may have started after a node was lost that this one still waits for. */
    private static PeerReply overEverywhere(Parts open, CompletableFuture<Void> end) {
        return over(end.isDone() && open.lost().mayRelay().isEmpty());
    }

    private static PeerReply over(CompletableFuture<Void> end) {
        return over(end.isDone());
    }

    private static PeerReply over(boolean over) {
        return over ? PeerReply.OVER : PeerReply.NOT_YET;
    }
}
