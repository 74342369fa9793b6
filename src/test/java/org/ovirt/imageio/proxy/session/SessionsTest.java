// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.undertow.server.session.Session;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ovirt.imageio.proxy.config.SessionLimits;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemException;
import org.ovirt.imageio.proxy.ticket.EndlessActivity;
import org.ovirt.imageio.proxy.ticket.HandSetTicker;
import org.ovirt.imageio.proxy.ticket.TicketId;

/** Sessions in Undertow's servlet container, as in the server. */
class SessionsTest {
    private static final Duration LEFT = Duration.ofMinutes(5);
    private static final Duration SKEW = Duration.ofSeconds(30);
    private static final Duration LONGEST = Duration.ofHours(1);

    private final HandSetTicker ticker = new HandSetTicker(0);
    private final LocalSessions store = new LocalSessions(ticker);
    private final Sessions sessions =
            new Sessions(
                    store,
                    new SessionLimits(LONGEST, 5, 2),
                    SKEW,
                    Clock.fixed(SampleGrant.EXPIRES.minus(LEFT), ZoneOffset.UTC),
                    ticker);
    private final SmallContainer container = new SmallContainer(sessions);

    @AfterEach
    void stop() {
        container.close();
    }

    @Test
    void anIdIsLongAndNeverTheSame() {
        String one = open(SampleGrant.access());
        String other = open(SampleGrant.access());
        // 128 bits in base64 are 22 characters.
        assertThat(one).hasSizeGreaterThanOrEqualTo(22).isNotEqualTo(other);
    }

    @Test
    void aSessionIsFoundByItsIdAndByNoOther() {
        String id = open(SampleGrant.access());
        assertThat(find(id)).get().extracting(OpenSession::access).isEqualTo(SampleGrant.access());
        assertThat(find(id + "x")).isEmpty();
        assertThat(find("")).isEmpty();
    }

    @Test
    void anUnknownIdIsNotAdopted() {
        String planted = "planted-by-somebody-else-planted";
        String id =
                container.call(
                        http -> {
                            assertThat(sessions.find(http, planted)).isEmpty();
                            return sessions.open(http, SampleGrant.access());
                        });
        assertThat(id).isNotEqualTo(planted);
        assertThat(find(planted)).isEmpty();
    }

    @Test
    void aSessionLastsAsLongAsItsTokenAndTheClocksDifference() {
        String id = open(SampleGrant.access());
        ticker.advance(LEFT.plus(SKEW).minusNanos(1));
        assertThat(find(id)).isPresent();
        ticker.advance(Duration.ofNanos(1));
        assertThat(find(id)).isEmpty();
    }

    @Test
    void aNewTokenGivesANewIdAndTheOldOneIsVoid() {
        String old = open(SampleGrant.access());
        OpenSession before = find(old).orElseThrow();
        String renewed = renew(old, SampleGrant.access()).orElseThrow();
        assertThat(renewed).isNotEqualTo(old);
        assertThat(find(old)).isEmpty();
        assertThat(find(renewed)).containsSame(before);
    }

    @Test
    void whatDoesNotExistIsNotRenewed() {
        assertThat(renew("unknown", SampleGrant.access())).isEmpty();
        String id = open(SampleGrant.access());
        find(id).orElseThrow().begin(new EndlessActivity());
        close(id);
        assertThat(renew(id, SampleGrant.access())).isEmpty();
    }

    @Test
    void aNewTokenRevivesASessionThatIsOverWithWhatStillRunsUnderIt() {
        String old = open(SampleGrant.access());
        OpenSession before = find(old).orElseThrow();
        before.begin(new EndlessActivity());
        ticker.advance(LONGEST);
        assertThat(find(old)).isEmpty();
        String renewed = renew(old, SampleGrant.access()).orElseThrow();
        assertThat(renewed).isNotEqualTo(old);
        assertThat(find(renewed)).containsSame(before);
    }

    @Test
    void aRequestThatHasLookedForASessionBeforeItsEndDoesNotGoOnWithIt() {
        String id = open(SampleGrant.access());
        Optional<OpenSession> found =
                container.call(
                        http -> {
                            assertThat(sessions.find(http, id)).isPresent();
                            close(id);
                            return sessions.find(http, id);
                        });
        assertThat(found).isEmpty();
    }

    @Test
    void whatWasFoundInTheSameRequestIsNotTakenForTheNewSession() {
        String first = open(SampleGrant.access());
        String second =
                container.call(
                        http -> {
                            assertThat(sessions.find(http, first)).isPresent();
                            return sessions.open(http, SampleGrant.access());
                        });
        assertThat(second).isNotEqualTo(first);
        assertThat(find(second)).isPresent();
    }

    @Test
    void aTokenForAnotherImageDoesNotRenew() {
        String id = open(SampleGrant.access());
        assertThatThrownBy(() -> renew(id, SampleGrant.access(otherTicket())))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem()).isEqualTo(Problem.FORBIDDEN));
        assertThat(find(id)).get().extracting(OpenSession::access).isEqualTo(SampleGrant.access());
    }

    @Test
    void aClosedSessionIsGoneAndEndsWhatRunsUnderIt() {
        String id = open(SampleGrant.access());
        EndlessActivity relay = new EndlessActivity();
        OpenSession session = find(id).orElseThrow();
        session.begin(relay);
        CompletableFuture<Void> ended = close(id).orElseThrow();
        assertThat(find(id)).isEmpty();
        assertThat(ended).isNotDone();
        CompletableFuture<Void> sameEnd = close(id).orElseThrow();
        session.finish(relay);
        assertThat(ended).isCompleted();
        assertThat(sameEnd).isCompleted();
        assertThat(close(id)).isEmpty();
    }

    @Test
    void aSessionThatIsOverCanStillBeClosedWhileSomethingRuns() {
        String id = open(SampleGrant.access());
        OpenSession session = find(id).orElseThrow();
        session.begin(new EndlessActivity());
        ticker.advance(LONGEST);
        open(SampleGrant.access());
        assertThat(find(id)).isEmpty();
        assertThat(close(id)).isPresent();
    }

    @Test
    void oneTicketHasSoManySessionsAndNoMore() {
        open(SampleGrant.access());
        String second = open(SampleGrant.access());
        assertRefused(SampleGrant.access(), Problem.TOO_MANY_SESSIONS_OF_TICKET);
        close(second);
        assertThat(open(SampleGrant.access())).isNotEmpty();
    }

    @Test
    void thereAreSoManySessionsAndNoMoreUntilSomeAreOver() {
        for (int i = 0; i < 5; i++) {
            open(SampleGrant.access(otherTicket()));
        }
        assertRefused(SampleGrant.access(), Problem.TOO_MANY_SESSIONS);
        ticker.advance(LEFT.plus(SKEW));
        assertThat(open(SampleGrant.access())).isNotEmpty();
        assertThat(store.count()).isEqualTo(1);
    }

    @Test
    void aSessionHasOneAttribute() {
        String id = open(SampleGrant.access());
        Session session = Objects.requireNonNull(container.session(id));
        assertThat(session.getAttributeNames()).containsExactly(ImageSession.ATTRIBUTE);
        assertThatThrownBy(() -> session.setAttribute("other", "value"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private void assertRefused(Access access, Problem problem) {
        assertThatThrownBy(() -> open(access))
                .isInstanceOfSatisfying(
                        ProblemException.class, e -> assertThat(e.problem()).isEqualTo(problem));
    }

    private String open(Access access) {
        return container.call(http -> sessions.open(http, access));
    }

    private Optional<OpenSession> find(String id) {
        return container.call(http -> sessions.find(http, id));
    }

    private Optional<String> renew(String id, Access access) {
        return container.call(http -> sessions.renew(http, id, access));
    }

    private Optional<CompletableFuture<Void>> close(String id) {
        return container.call(http -> sessions.close(http, id));
    }

    private static TicketId otherTicket() {
        return new TicketId(UUID.randomUUID().toString());
    }
}
