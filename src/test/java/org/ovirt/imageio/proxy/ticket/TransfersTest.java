// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemException;

class TransfersTest {
    private static final Duration TIMEOUT = Duration.ofMinutes(5);
    private static final Duration KEPT = Duration.ofHours(1);

    private final HandSetTicker ticker = new HandSetTicker(0);
    private final MemoryJournals journals = new MemoryJournals();
    private final Transfers transfers = new Transfers(ticker, 2, Duration.ofDays(1), journals);

    private static Ticket ticket(int number) {
        return new SampleTicket().id(new UUID(0, number).toString()).timeout(TIMEOUT).build();
    }

    private Transfer find(Ticket ticket) {
        return transfers.find(ticket.id()).orElseThrow();
    }

    @Test
    void anInstalledTicketIsFound() {
        Ticket ticket = ticket(1);
        transfers.install(ticket);
        assertThat(find(ticket).ticket()).isSameAs(ticket);
        assertThat(transfers.all()).containsExactly(find(ticket));
        assertThat(transfers.find(ticket(2).id())).isEmpty();
    }

    @Test
    void aTicketOfTheSameIdIsReplaced() {
        transfers.install(ticket(1));
        Transfer before = find(ticket(1));
        Ticket replacement = ticket(1);
        transfers.install(replacement);
        assertThat(find(replacement)).isSameAs(before);
        assertThat(before.ticket()).isSameAs(replacement);
    }

    @Test
    void aTicketThatIsBeingRemovedMakesRoomForANewTransfer() {
        transfers.install(ticket(1));
        Transfer ending = find(ticket(1));
        ending.cancel();
        transfers.install(ticket(1));
        Transfer fresh = find(ticket(1));
        assertThat(fresh).isNotSameAs(ending);
        assertThat(fresh.authorize(Operation.READ)).isNotNull();
        transfers.remove(ticket(1).id(), ending);
        assertThat(find(ticket(1))).isSameAs(fresh);
    }

    @Test
    void aRemovedTransferIsForgotten() {
        transfers.install(ticket(1));
        transfers.remove(ticket(1).id(), find(ticket(1)));
        assertThat(transfers.find(ticket(1).id())).isEmpty();
    }

    private void write(Ticket ticket) {
        OpenWrite write = new OpenWrite(new WriteId("a", 1), new Span(0, 10), false);
        journals.begin(ticket.id(), write);
        journals.end(ticket.id(), write.id(), true);
        assertThat(journals.size()).isEqualTo(1);
    }

    @Test
    void whatWasWrittenIsForgottenWithItsTransfer() {
        transfers.install(ticket(1));
        write(ticket(1));
        transfers.remove(ticket(1).id(), find(ticket(1)));
        assertThat(journals.size()).isZero();
    }

    @Test
    void whatWasWrittenIsForgottenWithATicketThatExpired() {
        transfers.install(ticket(1));
        write(ticket(1));
        ticker.advance(TIMEOUT.plus(KEPT).plusNanos(1));
        transfers.install(ticket(2));
        assertThat(journals.size()).isZero();
    }

    @Test
    void whatWasWrittenOutlivesTheProxy() {
        transfers.install(ticket(1));
        write(ticket(1));
        transfers.close().join();
        assertThat(journals.size()).isEqualTo(1);
    }

    @Test
    void whatWasWrittenStaysUnderANewTicketOfTheSameTransfer() {
        transfers.install(ticket(1));
        write(ticket(1));
        transfers.install(ticket(1));
        assertThat(journals.size()).isEqualTo(1);
    }

    @Test
    void whatWasWrittenElsewhereIsForgotten() {
        transfers.install(sameId().build());
        write(sameId().build());
        transfers.install(sameId().url("https://other.example:54322/images/x").build());
        assertThat(journals.size()).isZero();
    }

    @Test
    void whatWasWrittenIsForgottenWhenATicketReplacesOneThatIsEnding() {
        transfers.install(ticket(1));
        find(ticket(1)).begin(new EndlessActivity());
        find(ticket(1)).cancel();
        write(ticket(1));
        transfers.install(ticket(1));
        assertThat(journals.size()).isZero();
    }

    @Test
    void aFullProxyRefusesANewTicketButReplacesAnOldOne() {
        transfers.install(ticket(1));
        transfers.install(ticket(2));
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> transfers.install(ticket(3)))
                .satisfies(e -> assertThat(e.problem()).isEqualTo(Problem.TOO_MANY_TICKETS));
        Ticket replacement = ticket(2);
        transfers.install(replacement);
        assertThat(find(replacement).ticket()).isSameAs(replacement);
        transfers.remove(ticket(1).id(), find(ticket(1)));
        transfers.install(ticket(3));
        assertThat(transfers.all()).hasSize(2);
    }

    @Test
    void anExpiredTicketIsKeptForAnHourInWhichItCanBeExtended() {
        transfers.install(ticket(1));
        ticker.advance(TIMEOUT.plus(KEPT));
        transfers.install(ticket(2));
        find(ticket(1)).extend(TIMEOUT);
        assertThat(find(ticket(1)).authorize(Operation.READ)).isNotNull();
    }

    @Test
    void aLongExpiredTicketMakesRoomForANewOne() {
        transfers.install(ticket(1));
        transfers.install(ticket(2));
        ticker.advance(TIMEOUT.plus(KEPT).plusNanos(1));
        transfers.install(ticket(3));
        assertThat(transfers.all()).containsExactly(find(ticket(3)));
    }

    @Test
    void aTicketInUseIsNeverForgotten() {
        transfers.install(ticket(1));
        find(ticket(1)).begin(new EndlessActivity());
        ticker.advance(TIMEOUT.plusDays(30));
        transfers.install(ticket(2));
        assertThat(transfers.find(ticket(1).id())).isPresent();
    }

    @Test
    void aTokensTransferIsNobodysWhoHasOnlyItsId() {
        Transfer transfer = transfers.join(ticket(1), false);
        assertThat(transfer.authorize(ticket(1), Operation.READ)).isEqualTo(ticket(1));
        assertThat(transfer.isInstalled()).isFalse();
        assertForbidden(() -> transfer.authorize(Operation.READ));
        assertThat(transfers.join(ticket(1), false)).isSameAs(transfer);
    }

    @Test
    void aTokensTransferCanBeOpenedToItsId() {
        Transfer transfer = transfers.join(ticket(1), true);
        assertThat(transfer.authorize(Operation.READ)).isEqualTo(ticket(1));
        assertThat(transfer.isInstalled()).isFalse();
    }

    @Test
    void theEnginesTicketAndATokenBoundEachOther() {
        transfers.install(ticket(1));
        Ticket wider = sameId().size(1L << 40).operations(Operation.WRITE).build();
        Ticket narrower = sameId().size(10).operations(Operation.READ).build();
        Transfer transfer = transfers.join(wider, true);
        assertThat(transfer.isInstalled()).isTrue();
        assertThat(transfer.authorize(wider, Operation.WRITE).size()).isEqualTo(1000);
        Ticket both = transfer.authorize(narrower, Operation.READ);
        assertThat(both.size()).isEqualTo(10);
        assertThat(both.allows(Operation.WRITE)).isFalse();
        assertForbidden(() -> transfer.authorize(narrower, Operation.WRITE));
    }

    @Test
    void aTicketThatIsAddedAgainCountsFromThenOn() {
        transfers.join(sameId().size(10).operations(Operation.READ).build(), false);
        Ticket added = ticket(1);
        Transfer transfer = transfers.join(added, true);
        assertThat(transfer.authorize(Operation.WRITE)).isEqualTo(added);
        ticker.advance(TIMEOUT);
        assertForbidden(() -> transfer.authorize(Operation.WRITE));
        assertThat(transfers.join(added, true).authorize(Operation.WRITE)).isEqualTo(added);
    }

    private static SampleTicket sameId() {
        return new SampleTicket().id(ticket(1).id().value());
    }

    @Test
    void theEnginesTicketTakesATokensTransferOver() {
        Transfer transfer = transfers.join(ticket(1), false);
        transfers.install(ticket(1));
        assertThat(find(ticket(1))).isSameAs(transfer);
        assertThat(transfer.isInstalled()).isTrue();
        assertThat(transfer.authorize(Operation.READ)).isEqualTo(ticket(1));
    }

    @Test
    void aRevokedTicketIsNotJoinedForAsLongAsATokenCanLive() {
        transfers.revoke(ticket(1).id());
        assertForbidden(() -> transfers.join(ticket(1), false));
        ticker.advance(Duration.ofDays(1).minusNanos(1));
        assertForbidden(() -> transfers.join(ticket(1), false));
        assertThat(transfers.all()).isEmpty();
        ticker.advance(Duration.ofNanos(1));
        assertThat(transfers.join(ticket(1), false)).isNotNull();
    }

    @Test
    void aRevokedTicketIsNotJoinedWhileItsTransferIsStillThere() {
        transfers.join(ticket(1), false);
        transfers.revoke(ticket(1).id());
        assertForbidden(() -> transfers.join(ticket(1), false));
    }

    @Test
    void theEngineMayInstallARevokedTicketAgain() {
        transfers.revoke(ticket(1).id());
        transfers.install(ticket(1));
        assertThat(transfers.join(ticket(1), false)).isSameAs(find(ticket(1)));
    }

    @Test
    void aFullProxyMakesRoomByForgettingTokensTransfersInWhichNothingRuns() {
        Transfer idle = transfers.join(ticket(1), false);
        Transfer used = transfers.join(ticket(2), false);
        used.begin(new EndlessActivity());
        transfers.install(ticket(3));
        assertThat(transfers.find(ticket(1).id())).isEmpty();
        assertForbidden(() -> idle.begin(new EndlessActivity()));
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> transfers.join(ticket(1), false))
                .satisfies(e -> assertThat(e.problem()).isEqualTo(Problem.TOO_MANY_TICKETS));
        assertThat(transfers.join(ticket(2), false)).isSameAs(used);
    }

    @Test
    void anExpiredTicketOfTheEngineStillBoundsTokensWhenItIsForgotten() {
        transfers.install(ticket(1));
        ticker.advance(TIMEOUT.plus(KEPT).plusNanos(1));
        transfers.install(ticket(2));
        assertThat(transfers.find(ticket(1).id())).isEmpty();
        assertForbidden(() -> transfers.join(ticket(1), false));
    }

    @Test
    void whereNoTokenIsAcceptedNothingIsRemembered() {
        Transfers plain = new Transfers(ticker, 2, Duration.ZERO, journals);
        plain.revoke(ticket(1).id());
        plain.requireNotRevoked(ticket(1).id());
    }

    private static void assertForbidden(ThrowingCallable call) {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(call)
                .satisfies(e -> assertThat(e.problem()).isEqualTo(Problem.FORBIDDEN));
    }

    @Test
    void whatOtherNodesHaveToldOfIsNotTakenForUsedHere() {
        Duration idle = Duration.ofSeconds(70);
        Ticket ticket = ticket(1);
        Transfers told = told(() -> installed(ticket, idle));
        Transfer transfer = told.refresh(ticket.id()).orElseThrow();
        assertThat(transfer.news()).isEmpty();
        assertThat(transfer.report().idle()).isEqualTo(idle);
        assertThat(transfer.report().left()).isEqualTo(TIMEOUT.minus(idle));
    }

    @Test
    void anEndComesAfterWhatWasReadBeforeIt() throws Exception {
        Ticket ticket = ticket(1);
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch ending = new CountDownLatch(1);
        Transfers told =
                told(
                        () -> {
                            reading.countDown();
                            awaitOrFail(ending);
                            return installed(ticket, Duration.ZERO);
                        });
        CompletableFuture<Optional<Transfer>> refreshed =
                CompletableFuture.supplyAsync(() -> told.refresh(ticket.id()));
        awaitOrFail(reading);
        CompletableFuture<CompletableFuture<Void>> end = new CompletableFuture<>();
        Thread remover = new Thread(() -> end.complete(told.end(ticket.id())));
        remover.start();
        // It waits for who has read; one that does not is over soon.
        while (remover.getState() != Thread.State.BLOCKED && remover.isAlive()) {
            Thread.onSpinWait();
        }
        ending.countDown();
        end.get(10, TimeUnit.SECONDS).get(10, TimeUnit.SECONDS);
        assertThat(refreshed.get(10, TimeUnit.SECONDS)).isPresent();
        assertThat(told.known(ticket.id())).isEmpty();
    }

    private static void awaitOrFail(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static TicketState installed(Ticket ticket, Duration idle) {
        return new TicketState(
                Standing.INSTALLED,
                new Version(0, 1, 0),
                Optional.of(ticket),
                TIMEOUT.minus(idle),
                idle);
    }

    /** The transfers of a node to which others tell something of any ticket. */
    private Transfers told(Supplier<TicketState> others) {
        return new Transfers(
                ticker,
                2,
                Duration.ofDays(1),
                new MemoryJournals(),
                new TicketDirectory() {
                    @Override
                    public Optional<TicketState> find(TicketId id) {
                        return Optional.of(others.get());
                    }

                    @Override
                    public void opened(Ticket carried) {
                        throw new UnsupportedOperationException();
                    }
                });
    }
}
