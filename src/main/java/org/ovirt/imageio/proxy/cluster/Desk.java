// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.cluster;

import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
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
            Consumer<String> goodbyes) {}

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
            case END_TICKET -> over(open.transfers().end(new TicketId(request.subject())));
            case END_SESSION -> over(open.sessions().end(UUID.fromString(request.subject())));
            case END_WRITE -> over(open.writes().apply(request.subject()).toCompletableFuture());
            case HELLO -> new PeerReply(open.members().test(request.subject()), null);
            case GOODBYE -> {
                open.goodbyes().accept(request.subject());
                yield PeerReply.OVER;
            }
        };
    }

    private static PeerReply report(Optional<Transfer> transfer) {
        return new PeerReply(true, transfer.map(Transfer::report).orElse(null));
    }

    private static PeerReply over(CompletableFuture<Void> end) {
        return end.isDone() ? PeerReply.OVER : PeerReply.NOT_YET;
    }
}
