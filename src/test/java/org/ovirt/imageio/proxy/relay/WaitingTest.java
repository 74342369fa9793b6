// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.ovirt.imageio.proxy.config.DaemonConfig;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.ticket.SampleTicket;
import org.ovirt.imageio.proxy.ticket.Ticket;

class WaitingTest {
    private static final DaemonConfig CONFIG =
            new DaemonConfig(
                    Path.of("ca.pem"),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(3));
    private static final Ticket TICKET =
            new SampleTicket().inactivityTimeout(Duration.ofSeconds(4)).build();

    @Test
    void eachHasItsOwnLimit() {
        assertThat(Waiting.CONNECTION.limit(CONFIG, TICKET)).isEqualTo(Duration.ofSeconds(1));
        assertThat(Waiting.DAEMON.limit(CONFIG, TICKET)).isEqualTo(Duration.ofSeconds(2));
        assertThat(Waiting.OPERATION.limit(CONFIG, TICKET)).isEqualTo(Duration.ofSeconds(3));
        assertThat(Waiting.CLIENT.limit(CONFIG, TICKET)).isEqualTo(Duration.ofSeconds(4));
        assertThat(Waiting.JOURNAL.limit(CONFIG, TICKET)).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void aClientAlwaysHasASecond() {
        Ticket impatient = new SampleTicket().inactivityTimeout(Duration.ZERO).build();
        assertThat(Waiting.CLIENT.limit(CONFIG, impatient)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void whoKeptTheRelayWaitingIsBlamed() {
        assertThat(Waiting.CLIENT.tooLong().problem()).isEqualTo(Problem.CLIENT_STALLED);
        assertThat(Waiting.JOURNAL.tooLong().problem()).isEqualTo(Problem.RANGE_BUSY);
        assertThat(Waiting.DAEMON.tooLong().problem()).isEqualTo(Problem.DAEMON_STALLED);
        assertThat(Waiting.OPERATION.tooLong().problem()).isEqualTo(Problem.DAEMON_STALLED);
        assertThat(Waiting.CONNECTION.tooLong().problem()).isEqualTo(Problem.DAEMON_STALLED);
    }
}
