// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
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
import org.ovirt.imageio.proxy.token.Grant;
import org.ovirt.imageio.proxy.token.TokenForm;

/** Sessions in Undertow's servlet container, as in the server. */
class SessionsTest {
    private static final Duration LEFT = Duration.ofMinutes(5);
    private static final Duration SKEW = Duration.ofSeconds(30);
    private static final Duration LONGEST = Duration.ofHours(1);

    private final HandSetTicker ticker = new HandSetTicker(0);
    private final Sessions sessions =
            new Sessions(
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
        String one = open(SampleGrant.of());
        String other = open(SampleGrant.of());
        // 128 bits in base64 are 22 characters.
        assertThat(one).hasSizeGreaterThanOrEqualTo(22).isNotEqualTo(other);
    }

    @Test
    void aSessionIsFoundByItsIdAndByNoOther() {
        String id = open(SampleGrant.of());
        assertThat(find(id)).get().extracting(OpenSession::grant).isEqualTo(SampleGrant.of());
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
                            return sessions.open(http, SampleGrant.of(), TokenForm.JWT);
                        });
        assertThat(id).isNotEqualTo(planted);
        assertThat(find(planted)).isEmpty();
    }

    @Test
    void aSessionLastsAsLongAsItsTokenAndTheClocksDifference() {
        String id = open(SampleGrant.of());
        ticker.advance(LEFT.plus(SKEW).minusNanos(1));
        assertThat(find(id)).isPresent();
        ticker.advance(LEFT.plus(SKEW));
        assertThat(find(id)).isEmpty();
    }

    @Test
    void aNewTokenGivesANewIdAndTheOldOneIsVoid() {
        String old = open(SampleGrant.of());
        OpenSession before = find(old).orElseThrow();
        String renewed = renew(old, SampleGrant.of()).orElseThrow();
        assertThat(renewed).isNotEqualTo(old);
        assertThat(find(old)).isEmpty();
        assertThat(find(renewed)).containsSame(before);
    }

    @Test
    void whatDoesNotExistIsNotRenewed() {
        assertThat(renew("unknown", SampleGrant.of())).isEmpty();
        String id = open(SampleGrant.of());
        ticker.advance(LONGEST);
        assertThat(renew(id, SampleGrant.of())).isEmpty();
    }

    @Test
    void aTokenForAnotherImageDoesNotRenew() {
        String id = open(SampleGrant.of());
        assertThatThrownBy(() -> renew(id, SampleGrant.of(otherTicket())))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem()).isEqualTo(Problem.FORBIDDEN));
        assertThat(find(id)).get().extracting(OpenSession::grant).isEqualTo(SampleGrant.of());
    }

    @Test
    void aClosedSessionIsGoneAndEndsWhatRunsUnderIt() {
        String id = open(SampleGrant.of());
        EndlessActivity relay = new EndlessActivity();
        OpenSession session = find(id).orElseThrow();
        session.begin(relay);
        CompletableFuture<Void> ended = close(id).orElseThrow();
        assertThat(find(id)).isEmpty();
        assertThat(close(id)).isEmpty();
        assertThat(ended).isNotDone();
        session.finish(relay);
        assertThat(ended).isCompleted();
    }

    @Test
    void aSessionThatIsOverCanStillBeClosedWhileSomethingRuns() {
        String id = open(SampleGrant.of());
        OpenSession session = find(id).orElseThrow();
        session.begin(new EndlessActivity());
        ticker.advance(LONGEST);
        open(SampleGrant.of());
        assertThat(find(id)).isEmpty();
        assertThat(close(id)).isPresent();
    }

    @Test
    void oneTicketHasSoManySessionsAndNoMore() {
        open(SampleGrant.of());
        String second = open(SampleGrant.of());
        assertRefused(SampleGrant.of(), Problem.TOO_MANY_SESSIONS_OF_TICKET);
        close(second);
        assertThat(open(SampleGrant.of())).isNotEmpty();
    }

    @Test
    void thereAreSoManySessionsAndNoMoreUntilSomeAreOver() {
        for (int i = 0; i < 5; i++) {
            open(SampleGrant.of(otherTicket()));
        }
        assertRefused(SampleGrant.of(), Problem.TOO_MANY_SESSIONS);
        ticker.advance(LEFT.plus(SKEW));
        assertThat(open(SampleGrant.of())).isNotEmpty();
        assertThat(container.sessions()).isEqualTo(1);
    }

    @Test
    void aSessionHasOneAttribute() {
        String id = open(SampleGrant.of());
        assertThat(container.attributes(id)).containsExactly(ImageSession.ATTRIBUTE);
    }

    private void assertRefused(Grant grant, Problem problem) {
        assertThatThrownBy(() -> open(grant))
                .isInstanceOfSatisfying(
                        ProblemException.class, e -> assertThat(e.problem()).isEqualTo(problem));
    }

    private String open(Grant grant) {
        return container.call(http -> sessions.open(http, grant, TokenForm.JWT));
    }

    private Optional<OpenSession> find(String id) {
        return container.call(http -> sessions.find(http, id));
    }

    private Optional<String> renew(String id, Grant grant) {
        return container.call(http -> sessions.renew(http, id, grant, TokenForm.JWT));
    }

    private Optional<CompletableFuture<Void>> close(String id) {
        return container.call(http -> sessions.close(http, id));
    }

    private static TicketId otherTicket() {
        return new TicketId(UUID.randomUUID().toString());
    }
}
