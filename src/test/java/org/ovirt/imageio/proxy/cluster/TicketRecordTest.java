// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;
import org.ovirt.imageio.proxy.ticket.Span;
import org.ovirt.imageio.proxy.ticket.Standing;
import org.ovirt.imageio.proxy.ticket.Ticket;
import org.ovirt.imageio.proxy.ticket.TransferReport;

/** What two halves of a cluster make of what each has. */
@Domain(Records.class)
class TicketRecordTest {
    @Property
    void bothHalvesComeToTheSameRight(@ForAll TicketRecord one, @ForAll TicketRecord other) {
        TicketRecord merged = one.mergedWith(other);
        TicketRecord mirrored = other.mergedWith(one);
        assertThat(mirrored.standing()).isEqualTo(merged.standing());
        assertThat(mirrored.version().life()).isEqualTo(merged.version().life());
        if (!merged.isRemoved()) {
            assertThat(mirrored.version()).isEqualTo(merged.version());
        }
        if (!merged.isRemoved() && Objects.equals(one.ticket(), other.ticket())) {
            assertThat(mirrored.deadline()).isEqualTo(merged.deadline());
            assertThat(mirrored.usedAt()).isEqualTo(merged.usedAt());
            assertThat(mirrored.moved()).isEqualTo(merged.moved());
        }
    }

    @Property
    void aRemovalWinsOverAllOfItsLife(@ForAll TicketRecord one, @ForAll TicketRecord other) {
        TicketRecord removed = one.removed();
        boolean later = other.version().life() > one.version().life();
        assertThat(removed.mergedWith(other).isRemoved()).isEqualTo(!later || other.isRemoved());
        assertThat(other.mergedWith(removed).isRemoved()).isEqualTo(!later || other.isRemoved());
    }

    @Property
    void aLaterLifeWins(@ForAll TicketRecord one, @ForAll TicketRecord other) {
        if (one.version().life() > other.version().life()) {
            assertThat(one.mergedWith(other)).isEqualTo(one);
            assertThat(other.mergedWith(one)).isEqualTo(one);
        }
    }

    @Property
    void nothingThatOneHalfHasSeenOfAnEditionIsForgotten(
            @ForAll TicketRecord one, @ForAll TicketRecord sample) {
        TicketRecord other =
                new TicketRecord(
                        sample.standing(),
                        one.version(),
                        one.ticket(),
                        sample.deadline(),
                        sample.decidedAt(),
                        sample.usedAt(),
                        sample.moved());
        if (one.isRemoved() || other.isRemoved()) {
            return;
        }
        TicketRecord merged = one.mergedWith(other);
        assertThat(merged.deadline()).isGreaterThanOrEqualTo(one.deadline());
        assertThat(merged.usedAt()).isGreaterThanOrEqualTo(one.usedAt());
        assertThat(merged.moved()).isEqualTo(TransferReport.union(one.moved(), other.moved()));
        assertThat(merged.standing()).isGreaterThanOrEqualTo(one.standing());
        // So that the nodes of both halves take it.
        assertThat(merged.version()).isGreaterThan(one.version());
    }

    @Property
    void ofTwoInstallationsTheLaterOneWinsOnAllNodes(
            @ForAll TicketRecord one, @ForAll TicketRecord sample) {
        Ticket another = sample.ticket();
        if (one.isRemoved() || another == null || another.equals(one.ticket())) {
            return;
        }
        TicketRecord later =
                new TicketRecord(
                        one.standing(),
                        one.version(),
                        another,
                        sample.deadline(),
                        one.decidedAt() + 1,
                        sample.usedAt(),
                        sample.moved());
        for (TicketRecord merged : List.of(one.mergedWith(later), later.mergedWith(one))) {
            assertThat(merged.ticket()).isEqualTo(another);
            assertThat(merged.moved()).isEqualTo(later.moved());
            assertThat(merged.version().edition()).isGreaterThan(one.version().edition());
        }
    }

    @Property
    void aRecordMergedWithItselfAllowsTheSame(@ForAll TicketRecord record) {
        TicketRecord merged = record.mergedWith(record);
        assertThat(merged.ticket()).isEqualTo(record.ticket());
        assertThat(merged.deadline()).isEqualTo(record.deadline());
        assertThat(merged.moved()).isEqualTo(record.moved());
    }

    @Property
    void aRemovedTicketHasNoContentLeft(@ForAll TicketRecord record) {
        TicketRecord removed = record.removed();
        assertThat(removed.ticket()).isNull();
        assertThat(removed.moved()).isEqualTo(List.<Span>of());
        assertThat(removed.state(0).standing()).isEqualTo(Standing.REMOVED);
    }
}
