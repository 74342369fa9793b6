// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Provide;
import net.jqwik.api.domains.DomainContextBase;
import org.ovirt.imageio.proxy.ticket.DaemonUri;
import org.ovirt.imageio.proxy.ticket.Operation;
import org.ovirt.imageio.proxy.ticket.Span;
import org.ovirt.imageio.proxy.ticket.Standing;
import org.ovirt.imageio.proxy.ticket.Ticket;
import org.ovirt.imageio.proxy.ticket.TicketId;
import org.ovirt.imageio.proxy.ticket.TransferReport;
import org.ovirt.imageio.proxy.ticket.Version;

/** Any records that nodes could tell one another, close enough to one another to meet. */
final class Records extends DomainContextBase {
    private static final long SOON = 100_000;

    @Provide
    Arbitrary<TicketRecord> ticketRecords() {
        return Combinators.combine(
                        Arbitraries.of(Standing.class),
                        versions(),
                        tickets(),
                        times(),
                        times(),
                        times(),
                        spans())
                .as(
                        (standing, version, ticket, deadline, decided, used, moved) ->
                                standing == Standing.REMOVED
                                        ? new TicketRecord(
                                                standing, version, null, deadline, decided, used,
                                                List.of())
                                        : new TicketRecord(
                                                standing, version, ticket, deadline, decided, used,
                                                moved));
    }

    @Provide
    Arbitrary<TicketChange> changes() {
        return Combinators.combine(
                        Arbitraries.of(TicketChange.Kind.class), ticketRecords(), times())
                .as(TicketChange::new)
                .filter(Records::canBe);
    }

    /** What is installed, opened or used has not been removed by that. */
    private static boolean canBe(TicketChange change) {
        return switch (change.kind()) {
            case INSTALL, OPEN, USE -> !change.told().isRemoved();
            case EXTEND, REMOVE -> change.told().isRemoved();
        };
    }

    @Provide
    Arbitrary<SessionRecord> sessions() {
        return Combinators.combine(
                        Arbitraries.strings().ofMaxLength(64),
                        times(),
                        times(),
                        Arbitraries.of(true, false),
                        Arbitraries.bytes().array(byte[].class).ofMaxSize(100))
                .as(
                        (hash, opened, ends, ended, bytes) ->
                                new SessionRecord(hash, opened, ends, ended, new Sealed(bytes)));
    }

    @Provide
    Arbitrary<SessionUse> sessionUses() {
        return Combinators.combine(times(), times()).as(SessionUse::new);
    }

    @Provide
    Arbitrary<PeerReply> replies() {
        Arbitrary<TransferReport> reports =
                Combinators.combine(
                                Arbitraries.of(true, false),
                                Arbitraries.of(true, false),
                                Arbitraries.integers().greaterOrEqual(0),
                                Arbitraries.longs().between(-SOON, SOON).map(Duration::ofNanos),
                                times().map(Duration::ofNanos),
                                spans())
                        .as(TransferReport::new);
        return Combinators.combine(Arbitraries.of(true, false), reports.injectNull(0.2))
                .as(PeerReply::new);
    }

    private static Arbitrary<Version> versions() {
        Arbitrary<Long> few = Arbitraries.longs().between(0, 3);
        return Combinators.combine(few, few, few).as(Version::new);
    }

    private static Arbitrary<Long> times() {
        return Arbitraries.longs().between(0, SOON);
    }

    private static Arbitrary<List<Span>> spans() {
        Arbitrary<Span> span =
                Combinators.combine(
                                Arbitraries.longs().between(0, 100),
                                Arbitraries.longs().between(1, 100))
                        .as((start, length) -> new Span(start, start + length));
        return span.list().ofMaxSize(4).map(some -> TransferReport.union(some, List.of()));
    }

    private static Arbitrary<Ticket> tickets() {
        Arbitrary<String> plain = Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(5);
        return Combinators.combine(
                        plain,
                        Arbitraries.longs().greaterOrEqual(0),
                        Arbitraries.of(Operation.class).set().ofMinSize(1),
                        times().map(Duration::ofMillis),
                        Arbitraries.of(true, false),
                        Arbitraries.of(true, false),
                        Arbitraries.strings().ofMaxLength(10).optional())
                .as(
                        (word, size, operations, timeout, sparse, dirty, filename) ->
                                ticket(word, size, operations, timeout, sparse, dirty, filename));
    }

    private static Ticket ticket(
            String word,
            long size,
            Set<Operation> operations,
            Duration timeout,
            boolean sparse,
            boolean dirty,
            Optional<String> filename) {
        DaemonUri daemon = new DaemonUri(word + ".example", 54322, "/images/" + word);
        return new Ticket(
                new TicketId(new UUID(0, word.hashCode()).toString()),
                size,
                operations,
                timeout,
                timeout.plusSeconds(1),
                "https://" + daemon.authority() + daemon.path(),
                daemon,
                "transfer \u00fc " + word,
                filename,
                sparse,
                dirty);
    }
}
