// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.cluster;

import com.hazelcast.cluster.Member;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemException;
import org.ovirt.imageio.proxy.ticket.Ticket;
import org.ovirt.imageio.proxy.ticket.TicketId;
import org.ovirt.imageio.proxy.ticket.Tickets;
import org.ovirt.imageio.proxy.ticket.Transfer;
import org.ovirt.imageio.proxy.ticket.TransferReport;
import org.ovirt.imageio.proxy.ticket.TransferStatus;
import org.ovirt.imageio.proxy.ticket.Transfers;

/**
 * What the Engine does with tickets, on all nodes: it is written to the map first, and then every
 * node is asked to take it from there.
 */
final class ReplicatedTickets implements Tickets {
    private static final System.Logger LOG = System.getLogger(ReplicatedTickets.class.getName());

    /** A node that does not answer for so long reads the map when it is asked by a client. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Node node;
    private final TicketMap map;
    private final JournalMap journals;
    private final Transfers transfers;
    private final Ending ending;

    ReplicatedTickets(
            Node node, TicketMap map, JournalMap journals, Transfers transfers, Ending ending) {
        this.journals = journals;
        this.node = node;
        this.map = map;
        this.transfers = transfers;
        this.ending = ending;
    }

    @Override
    public void install(Ticket ticket) {
        node.requireQuorum();
        transfers.requireRoom(ticket);
        if (!isAbout(map.record(ticket.id()), ticket)) {
            // Before anybody can write under the new ticket.
            journals.restart(ticket.id());
        }
        map.install(ticket);
        refreshEverywhere(ticket.id());
    }

    /** What was written under a ticket that was removed, or elsewhere, says nothing of this one. */
    private static boolean isAbout(Optional<TicketRecord> present, Ticket ticket) {
        return present.map(TicketRecord::ticket)
                .map(old -> old.daemon().equals(ticket.daemon()))
                .orElse(false);
    }

    @Override
    public Optional<TransferStatus> status(TicketId id) {
        List<TransferReport> reports = new ArrayList<>(refreshEverywhere(id));
        Optional<Transfer> here = transfers.known(id);
        map.record(id)
                .filter(record -> !record.isRemoved())
                .ifPresent(record -> reports.add(remembered(record)));
        return here.map(transfer -> transfer.status(reports));
    }

    /** What is known of nodes that are gone. */
    private TransferReport remembered(TicketRecord record) {
        long now = node.now();
        return new TransferReport(
                false,
                false,
                0,
                Duration.ofMillis(record.deadline() - now),
                Duration.ofMillis(Math.max(now - record.usedAt(), 0)),
                record.moved());
    }

    @Override
    public boolean extend(TicketId id, Duration fromNow) {
        node.requireQuorum();
        boolean found = map.extend(id, fromNow);
        if (found) {
            refreshEverywhere(id);
        }
        return found;
    }

    @Override
    public CompletableFuture<Void> remove(TicketId id) {
        // Here at once, whatever else can be reached.
        CompletableFuture<Void> before = transfers.end(id);
        map.remove(id);
        // Until then, a request may have taken it from the map again.
        CompletableFuture<Void> here = transfers.end(id);
        CompletableFuture<Void> elsewhere =
                ending.everywhere(new PeerRequest(PeerRequest.Kind.END_TICKET, id.value()));
        node.requireQuorum();
        // Nobody waits for what is forgotten; an installation of the same id forgets it again.
        return CompletableFuture.allOf(before, here, elsewhere)
                .thenRun(() -> journals.restartSoon(id));
    }

    @Override
    public Set<TicketId> ids() {
        Set<TicketId> ids = new HashSet<>(map.ids());
        transfers.all().forEach(transfer -> ids.add(transfer.ticket().id()));
        return ids;
    }

    /** Has every node take what the map says; returns how the transfer stands elsewhere. */
    private List<TransferReport> refreshEverywhere(TicketId id) {
        PeerRequest request = new PeerRequest(PeerRequest.Kind.REFRESH, id.value());
        List<CompletableFuture<@Nullable TransferReport>> replies = new ArrayList<>();
        for (Member member : node.others()) {
            replies.add(
                    node.submit(request, member)
                            .handle((reply, failure) -> report(member, reply, failure)));
        }
        transfers.refresh(id);
        await(CompletableFuture.allOf(replies.toArray(CompletableFuture<?>[]::new)));
        return replies.stream()
                .map(reply -> reply.isDone() ? reply.join() : null)
                .filter(Objects::nonNull)
                .toList();
    }

    private static @Nullable TransferReport report(
            Member member, @Nullable PeerReply reply, @Nullable Throwable failure) {
        if (failure != null) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Node {0} did not answer: {1}",
                    member.getAddress(),
                    failure.toString());
        }
        return reply == null ? null : reply.report();
    }

    private static void await(CompletableFuture<Void> replies) {
        try {
            replies.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.log(System.Logger.Level.WARNING, "A node did not answer in time");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProblemException(Problem.CLUSTER_UNAVAILABLE, "The proxy is stopping.");
        }
    }
}
