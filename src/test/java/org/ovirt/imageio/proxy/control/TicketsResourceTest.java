// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemException;
import org.ovirt.imageio.proxy.ticket.Activity;
import org.ovirt.imageio.proxy.ticket.DaemonUri;
import org.ovirt.imageio.proxy.ticket.Operation;
import org.ovirt.imageio.proxy.ticket.Ticket;
import org.ovirt.imageio.proxy.ticket.TicketId;
import org.ovirt.imageio.proxy.ticket.Transfer;
import org.ovirt.imageio.proxy.ticket.Transfers;

class TicketsResourceTest {
    private static final TicketId ID = new TicketId("00000000-0000-4000-8000-000000000000");
    private static final String URL = "https://host.example/images/x";

    private final Transfers transfers = new Transfers(System::nanoTime, 10);
    private final TicketsResource resource = new TicketsResource(transfers, Duration.ofMillis(50));

    @Test
    void aTicketThatIsStillUsedAfterTheTimeoutIsRemovedByARetry() {
        transfers.install(ticket());
        Transfer transfer = transfers.find(ID).orElseThrow();
        Activity stuck = new StuckActivity();
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

    /** Does not end when it is told to. */
    private static final class StuckActivity implements Activity {
        @Override
        public long offset() {
            return 0;
        }

        @Override
        public long done() {
            return 0;
        }

        @Override
        public void cancel() {}
    }

    private static Ticket ticket() {
        return new Ticket(
                ID,
                4096,
                Set.of(Operation.READ),
                Duration.ofMinutes(5),
                Duration.ofMinutes(1),
                URL,
                DaemonUri.parse(URL),
                "transfer",
                Optional.empty(),
                false,
                false);
    }
}
