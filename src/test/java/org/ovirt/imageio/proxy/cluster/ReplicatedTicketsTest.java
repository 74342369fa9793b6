// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.ovirt.imageio.proxy.cluster.LocalCluster.TestNode;
import org.ovirt.imageio.proxy.problem.ProblemException;
import org.ovirt.imageio.proxy.ticket.Operation;
import org.ovirt.imageio.proxy.ticket.SampleTicket;
import org.ovirt.imageio.proxy.ticket.Ticket;
import org.ovirt.imageio.proxy.ticket.TicketId;
import org.ovirt.imageio.proxy.ticket.Transfer;
import org.ovirt.imageio.proxy.ticket.TransferStatus;

/** Tickets on two nodes of a real cluster. */
class ReplicatedTicketsTest {
    private static LocalCluster cluster;
    private static TestNode one;
    private static TestNode two;

    private final Ticket ticket = new SampleTicket().id(UUID.randomUUID().toString()).build();
    private final TicketId id = ticket.id();

    @BeforeAll
    static void start() {
        cluster = LocalCluster.start(2);
        one = cluster.node(0);
        two = cluster.node(1);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Test
    void anInstalledTicketCountsOnEveryNodeAtOnce() {
        one.tickets().install(ticket);
        Transfer transfer = two.transfers().known(id).orElseThrow();
        assertThat(transfer.authorize(Operation.READ)).isEqualTo(ticket);
    }

    @Test
    void aRemovedTicketCountsOnNoNode() {
        one.tickets().install(ticket);
        two.tickets().remove(id).join();
        assertThat(one.transfers().find(id)).isEmpty();
        assertThat(two.transfers().find(id)).isEmpty();
        assertThatThrownBy(() -> one.transfers().join(ticket, false))
                .isInstanceOf(ProblemException.class);
    }

    @Test
    void aRemovalIsOverWhenTheLastByteHasMovedOnTheOtherNode() {
        one.tickets().install(ticket);
        Transfer there = two.transfers().known(id).orElseThrow();
        HeldActivity activity = new HeldActivity(0, 0);
        there.begin(activity);
        CompletableFuture<Void> removal = one.tickets().remove(id);
        await().untilAsserted(() -> assertThat(activity.isCanceled()).isTrue());
        assertThat(removal).isNotDone();
        there.finish(activity);
        removal.join();
        assertThat(two.transfers().known(id)).isEmpty();
    }

    @Test
    void aClientThatRetriesDuringARemovalDoesNotUndoIt() {
        one.tickets().install(ticket);
        Transfer before = one.transfers().known(id).orElseThrow();
        HeldActivity again = new HeldActivity(0, 0);
        // The map is written after this, and still says that there is such a ticket.
        HeldActivity first =
                new HeldActivity(
                        0, 0, () -> one.transfers().refresh(id).orElseThrow().begin(again));
        before.begin(first);
        CompletableFuture<Void> removal = one.tickets().remove(id);
        assertThat(again.isCanceled()).isTrue();
        before.finish(first);
        Transfer since = one.transfers().known(id).orElseThrow();
        assertThat(removal).isNotDone();
        since.finish(again);
        removal.join();
        assertThat(one.transfers().known(id)).isEmpty();
    }

    @Test
    void aTicketIsExtendedOnEveryNode() {
        one.tickets().install(ticket);
        assertThat(two.tickets().extend(id, Duration.ofDays(20))).isTrue();
        assertThat(left(one)).isGreaterThan(Duration.ofDays(19));
        assertThat(left(two)).isGreaterThan(Duration.ofDays(19));
        assertThat(one.tickets().extend(id, Duration.ZERO)).isTrue();
        // The nodes know the time of the cluster to some milliseconds.
        assertThat(left(two)).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void whatIsUnknownIsNotExtended() {
        assertThat(one.tickets().extend(id, Duration.ofDays(1))).isFalse();
    }

    @Test
    void aTicketInstalledAgainAfterItsRemovalCounts() {
        one.tickets().install(ticket);
        one.tickets().remove(id).join();
        two.tickets().install(ticket);
        assertThat(one.transfers().find(id)).isPresent();
        assertThat(two.transfers().find(id)).isPresent();
    }

    @Test
    void theStatusIsThatOfAllNodes() {
        one.tickets().install(new SampleTicket().id(id.value()).operations(Operation.READ).build());
        HeldActivity here = new HeldActivity(0, 100);
        HeldActivity there = new HeldActivity(50, 100);
        one.transfers().known(id).orElseThrow().begin(here);
        Transfer other = two.transfers().known(id).orElseThrow();
        other.begin(there);
        TransferStatus status = one.tickets().status(id).orElseThrow();
        assertThat(status.active()).isTrue();
        assertThat(status.transferred()).hasValue(150);
        assertThat(two.tickets().status(id).orElseThrow().transferred()).hasValue(150);
        one.transfers().known(id).orElseThrow().finish(here);
        assertThat(one.tickets().status(id).orElseThrow().active()).isTrue();
        other.finish(there);
        assertThat(one.tickets().status(id).orElseThrow().active()).isFalse();
    }

    @Test
    void whatWasUsedOnOneNodeHasNotExpiredOnTheOther() {
        one.tickets()
                .install(new SampleTicket().id(id.value()).timeout(Duration.ofSeconds(4)).build());
        HeldActivity activity = new HeldActivity(0, 0);
        one.transfers().known(id).orElseThrow().begin(activity);
        Transfer there = two.transfers().known(id).orElseThrow();
        await().atMost(Duration.ofSeconds(10)).until(() -> there.report().left().isNegative());
        assertThat(two.transfers().find(id).orElseThrow().authorize(Operation.READ)).isNotNull();
        one.transfers().known(id).orElseThrow().finish(activity);
    }

    @Test
    void whatATokenHasOpenedIsProofOnEveryNode() {
        one.transfers().join(ticket, true);
        assertThat(two.transfers().find(id).orElseThrow().authorize(Operation.READ)).isNotNull();
    }

    private Duration left(TestNode node) {
        return node.transfers().known(id).orElseThrow().report().left();
    }
}
