// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.cluster;

import com.hazelcast.cluster.Member;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.ovirt.imageio.proxy.ticket.Ticker;

/**
 * Has every other node end something, and finds out when the last byte has moved there: it asks
 * again and again, until each node that is there has said so and none is lost that may go on.
 */
final class Ending {
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final Node node;
    private final LostNodes lost;
    private final ScheduledExecutorService scheduler;
    private final Duration limit;
    private final Ticker ticker;

    /**
     * Creates it.
     *
     * @param limit how long anybody waits for an end
     */
    Ending(
            Node node,
            LostNodes lost,
            ScheduledExecutorService scheduler,
            Duration limit,
            Ticker ticker) {
        this.limit = limit;
        this.node = node;
        this.lost = lost;
        this.scheduler = scheduler;
        this.ticker = ticker;
    }

    /**
     * Returns what is done when it is over everywhere else.
     *
     * @param request asks a node to end it and whether it has ended
     */
    CompletableFuture<Void> everywhere(PeerRequest request) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        askAgain(new Round(request, ConcurrentHashMap.newKeySet(), done, ticker.nanos()));
        return done;
    }

    private record Round(
            PeerRequest request, Set<UUID> over, CompletableFuture<Void> done, long since) {}

    private void askAgain(Round round) {
        if (round.done().isDone() || ticker.nanos() - round.since() > limit.toNanos()) {
            return;
        }
        CompletableFuture<?>[] replies =
                node.others().stream()
                        .filter(member -> !round.over().contains(member.getUuid()))
                        .map(member -> ask(round, member))
                        .toArray(CompletableFuture<?>[]::new);
        var unused =
                CompletableFuture.allOf(replies)
                        .whenComplete((ignored, failure) -> conclude(round, failure == null));
    }

    private CompletableFuture<Void> ask(Round round, Member member) {
        return node.submit(round.request(), member)
                .thenAccept(
                        reply -> {
                            if (reply.over()) {
                                round.over().add(member.getUuid());
                            }
                        });
    }

    /** A node that could not be asked may be gone, or back, by the next time. */
    private void conclude(Round round, boolean allAsked) {
        boolean allOver =
                allAsked
                        && node.others().stream()
                                .allMatch(member -> round.over().contains(member.getUuid()));
        if (allOver && lost.mayRelay().isEmpty()) {
            round.done().complete(null);
        } else {
            var unused =
                    scheduler.schedule(
                            () -> askAgain(round), PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        }
    }
}
