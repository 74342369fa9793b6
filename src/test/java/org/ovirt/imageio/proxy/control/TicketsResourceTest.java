// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemException;
import org.ovirt.imageio.proxy.ticket.Activity;
import org.ovirt.imageio.proxy.ticket.EndlessActivity;
import org.ovirt.imageio.proxy.ticket.LocalTickets;
import org.ovirt.imageio.proxy.ticket.MemoryJournals;
import org.ovirt.imageio.proxy.ticket.SampleTicket;
import org.ovirt.imageio.proxy.ticket.TicketId;
import org.ovirt.imageio.proxy.ticket.Transfer;
import org.ovirt.imageio.proxy.ticket.Transfers;

class TicketsResourceTest {
    private static final TicketId ID = SampleTicket.ID;

    private final Transfers transfers =
            new Transfers(System::nanoTime, 10, Duration.ofDays(1), new MemoryJournals());
    private final TicketsResource resource =
            new TicketsResource(new LocalTickets(transfers), Duration.ofMillis(50));

    @Test
    void aTicketThatIsStillUsedAfterTheTimeoutIsRemovedByARetry() {
        transfers.install(new SampleTicket().build());
        Transfer transfer = transfers.find(ID).orElseThrow();
        Activity stuck = new EndlessActivity();
        transfer.begin(stuck);

        assertThatThrownBy(() -> resource.remove(ID.value()))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> {
                            assertThat(e.problem()).isEqualTo(Problem.TICKET_BUSY);
                            assertThat(e.status()).isEqualTo(409);
                        });
        assertThat(transfers.find(ID)).contains(transfer);
        assertThat(transfer.status().canceled()).isTrue();

        transfer.finish(stuck);
        assertThat(resource.remove(ID.value()).getStatus()).isEqualTo(204);
        assertThat(transfers.find(ID)).isEmpty();
    }
}
