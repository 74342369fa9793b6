// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;
import org.jspecify.annotations.Nullable;
import org.ovirt.imageio.proxy.cluster.TicketChange.Kind;
import org.ovirt.imageio.proxy.ticket.SampleTicket;
import org.ovirt.imageio.proxy.ticket.Span;
import org.ovirt.imageio.proxy.ticket.Standing;
import org.ovirt.imageio.proxy.ticket.Ticket;
import org.ovirt.imageio.proxy.ticket.Version;

@Domain(Records.class)
class TicketChangeTest {
    private static final long NOW = 1_000_000;
    private static final Ticket TICKET = new SampleTicket().timeout(Duration.ofMinutes(1)).build();

    private static @Nullable TicketRecord apply(
            Kind kind, @Nullable TicketRecord old, TicketRecord told, long now) {
        return new TicketChange(kind, told, now).apply(old);
    }

    private static TicketRecord install(@Nullable TicketRecord old, long now) {
        TicketRecord told = TicketRecord.of(Standing.INSTALLED, Version.NONE, TICKET, now);
        return Objects.requireNonNull(apply(Kind.INSTALL, old, told, now));
    }

    private static TicketRecord removal(@Nullable TicketRecord old) {
        TicketRecord told =
                new TicketRecord(Standing.REMOVED, Version.NONE, null, NOW, NOW, NOW, List.of());
        return Objects.requireNonNull(apply(Kind.REMOVE, old, told, NOW));
    }

    private static @Nullable TicketRecord extend(
            @Nullable TicketRecord old, long now, long deadline) {
        TicketRecord told =
                new TicketRecord(
                        Standing.REMOVED, Version.NONE, null, deadline, now, now, List.of());
        return apply(Kind.EXTEND, old, told, now);
    }

    private static TicketRecord use(TicketRecord old, Version version, long usedAt, Span... moved) {
        TicketRecord told =
                new TicketRecord(
                        old.standing(),
                        version,
                        TICKET,
                        usedAt + TICKET.timeout().toMillis(),
                        usedAt,
                        usedAt,
                        List.of(moved));
        return Objects.requireNonNull(apply(Kind.USE, old, told, usedAt + 500));
    }

    @Property
    void anInstallationIsNewerThanAllBefore(@ForAll TicketRecord old) {
        TicketRecord installed = install(old, NOW);
        assertThat(installed.standing()).isEqualTo(Standing.INSTALLED);
        assertThat(installed.ticket()).isEqualTo(TICKET);
        assertThat(installed.version()).isGreaterThan(old.version());
        assertThat(installed.version().life() > old.version().life()).isEqualTo(old.isRemoved());
        assertThat(installed.moved()).isEmpty();
        // Also than the removal that another half of the cluster still has.
        assertThat(installed.mergedWith(old)).isEqualTo(installed);
        assertThat(old.mergedWith(installed)).isEqualTo(installed);
    }

    @Property
    void aRemovalIsOneWhateverWasBefore(@ForAll TicketRecord old) {
        assertThat(removal(old).isRemoved()).isTrue();
        assertThat(removal(old).version()).isEqualTo(old.version());
        assertThat(removal(null).isRemoved()).isTrue();
    }

    @Property
    void onlyAnInstallationRevivesWhatWasRemoved(
            @ForAll TicketRecord any, @ForAll TicketChange change) {
        TicketRecord removed = any.removed();
        TicketRecord changed = change.apply(removed);
        if (change.kind() == Kind.INSTALL) {
            assertThat(Objects.requireNonNull(changed).isRemoved()).isFalse();
        } else {
            assertThat(changed == null || changed.equals(removed)).isTrue();
        }
    }

    @Property
    void noChangeGoesBackInVersions(@ForAll TicketRecord old, @ForAll TicketChange change) {
        TicketRecord changed = change.apply(old);
        if (changed != null) {
            assertThat(changed.version()).isGreaterThanOrEqualTo(old.version());
        }
    }

    @Property
    void aUseOfAnotherEditionChangesNothing(@ForAll TicketRecord old, @ForAll TicketRecord told) {
        if (!old.version().isSameEdition(told.version())) {
            assertThat(apply(Kind.USE, old, told, NOW)).isEqualTo(old);
        }
    }

    @Property
    void aUseNeverShortensNorForgets(@ForAll TicketRecord old, @ForAll TicketRecord told) {
        TicketRecord used = Objects.requireNonNull(apply(Kind.USE, old, told, NOW));
        assertThat(used.deadline()).isGreaterThanOrEqualTo(old.deadline());
        assertThat(used.usedAt()).isGreaterThanOrEqualTo(old.usedAt());
        assertThat(used.standing()).isEqualTo(old.standing());
        assertThat(used.ticket()).isEqualTo(old.ticket());
    }

    @Example
    void aUseExtendsByTheTimeout() {
        TicketRecord installed = install(null, NOW);
        TicketRecord used = use(installed, installed.version(), NOW + 10_000, new Span(0, 5));
        assertThat(used.deadline()).isEqualTo(NOW + 70_000);
        assertThat(used.usedAt()).isEqualTo(NOW + 10_000);
        assertThat(used.moved()).containsExactly(new Span(0, 5));
        assertThat(used.version()).isGreaterThan(installed.version());
    }

    @Example
    void aUseFromBeforeADecisionOfTheEngineDoesNotUndoIt() {
        TicketRecord installed = install(null, NOW);
        TicketRecord ending = Objects.requireNonNull(extend(installed, NOW + 10_000, NOW + 10_000));
        TicketRecord used = use(ending, ending.version(), NOW + 9_000);
        assertThat(used.deadline()).isEqualTo(NOW + 10_000);
        assertThat(used.usedAt()).isEqualTo(NOW + 9_000);
        assertThat(use(ending, ending.version(), NOW + 10_001).deadline()).isEqualTo(NOW + 70_001);
        TicketRecord longer =
                Objects.requireNonNull(extend(installed, NOW + 10_000, NOW + 500_000));
        assertThat(use(longer, longer.version(), NOW + 11_000).deadline()).isEqualTo(NOW + 500_000);
    }

    @Property
    void onlyWhatIsThereIsExtended(@ForAll TicketRecord old) {
        TicketRecord extended = extend(old, NOW, NOW + 5);
        assertThat(extended == null).isEqualTo(old.isRemoved());
        assertThat(extend(null, NOW, NOW + 5)).isNull();
        if (extended != null) {
            assertThat(extended.deadline()).isEqualTo(NOW + 5);
            assertThat(extended.version()).isGreaterThan(old.version());
        }
    }

    @Property
    void aTokenOpensWhatTheEngineHasNotInstalled(@ForAll TicketRecord old) {
        TicketRecord told = TicketRecord.of(Standing.OPENED_TOKEN, Version.NONE, TICKET, NOW);
        TicketRecord opened = Objects.requireNonNull(apply(Kind.OPEN, old, told, NOW));
        if (old.standing() == Standing.TOKEN) {
            assertThat(opened.standing()).isEqualTo(Standing.OPENED_TOKEN);
            assertThat(opened.ticket()).isEqualTo(TICKET);
        } else {
            assertThat(opened).isEqualTo(old);
        }
        assertThat(apply(Kind.OPEN, null, told, NOW)).isEqualTo(told);
    }
}
