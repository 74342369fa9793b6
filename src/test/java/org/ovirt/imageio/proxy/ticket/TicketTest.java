// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TicketTest {

    @Test
    void readingAllowsNoWriting() {
        Ticket ticket = new SampleTicket().operations(Operation.READ).build();
        assertThat(ticket.allows(Operation.READ)).isTrue();
        assertThat(ticket.allows(Operation.WRITE)).isFalse();
    }

    @Test
    void writingImpliesReading() {
        Ticket ticket = new SampleTicket().operations(Operation.WRITE).build();
        assertThat(ticket.allows(Operation.READ)).isTrue();
        assertThat(ticket.allows(Operation.WRITE)).isTrue();
    }

    @Test
    void anEmptyImageAndTimeoutsOfZeroArePossible() {
        Ticket ticket =
                new SampleTicket()
                        .size(0)
                        .timeout(Duration.ZERO)
                        .inactivityTimeout(Duration.ZERO)
                        .build();
        assertThat(ticket.size()).isZero();
        assertThat(ticket.timeout()).isZero();
        assertThat(ticket.inactivityTimeout()).isZero();
    }

    @Test
    void impossibleValuesAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new SampleTicket().size(-1).build());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SampleTicket().operations().build());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SampleTicket().timeout(Duration.ofNanos(-1)).build());
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new SampleTicket().inactivityTimeout(Duration.ofNanos(-1)).build());
    }

    @Test
    void itKeepsItsOperationsWhateverBecomesOfTheSetTheyCameIn() {
        Set<Operation> operations = EnumSet.of(Operation.READ);
        Ticket sample = new SampleTicket().build();
        Ticket ticket =
                new Ticket(
                        sample.id(),
                        sample.size(),
                        operations,
                        sample.timeout(),
                        sample.inactivityTimeout(),
                        sample.url(),
                        sample.daemon(),
                        sample.transferId(),
                        Optional.empty(),
                        false,
                        false);
        operations.add(Operation.WRITE);
        assertThat(ticket.allows(Operation.WRITE)).isFalse();
    }

    @Test
    void itsTextDoesNotTellItsId() {
        assertThat(new SampleTicket().build().toString())
                .doesNotContain(SampleTicket.ID.value())
                .contains("7d8a5c1e-…");
    }

    @Test
    void operationsAreTheWordsOfTheEngine() {
        assertThat(Operation.of("read")).contains(Operation.READ);
        assertThat(Operation.of("write")).contains(Operation.WRITE);
        assertThat(Operation.of("WRITE")).isEmpty();
        assertThat(Operation.READ.word()).isEqualTo("read");
        assertThat(Operation.WRITE.word()).isEqualTo("write");
    }
}
