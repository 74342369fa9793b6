// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProblemAnswerTest {
    private static final String TEXT = "text/plain; charset=UTF-8";

    @Test
    void theTextIsTheMessageAndALineFeed() {
        ProblemAnswer answer =
                ProblemAnswer.to(new ProblemException(Problem.NOT_FOUND, "There is nothing."));
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body()).isEqualTo("There is nothing.\n");
        assertThat(answer.headers()).containsOnly(entry("Content-Type", TEXT));
    }

    @Test
    void aRangeOutsideOfTheImageComesWithItsSize() {
        ProblemAnswer answer = ProblemAnswer.to(ProblemException.outOfRange(0, "too far"));
        assertThat(answer.status()).isEqualTo(416);
        assertThat(answer.headers())
                .containsOnly(entry("Content-Type", TEXT), entry("Content-Range", "bytes */0"));
    }

    @Test
    void aMalformedRangeComesWithoutASize() {
        ProblemAnswer answer =
                ProblemAnswer.to(new ProblemException(Problem.RANGE_NOT_SATISFIABLE, "malformed"));
        assertThat(answer.headers()).containsOnly(entry("Content-Type", TEXT));
    }

    @Test
    void whoHasNoTicketIsDisconnected() {
        ProblemAnswer answer = ProblemAnswer.to(new ProblemException(Problem.FORBIDDEN, "no"));
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.headers())
                .containsOnly(entry("Content-Type", TEXT), entry("Connection", "close"));
    }

    @Test
    void whatMayPassSaysWhenToRetry() {
        ProblemAnswer answer =
                ProblemAnswer.to(
                        new ProblemException(
                                Problem.DAEMON_UNREACHABLE, "down", new IOException("why")));
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.headers())
                .containsOnly(entry("Content-Type", TEXT), entry("Retry-After", "5"));
        assertThat(answer.body()).isEqualTo("down\n");
    }

    @ParameterizedTest
    @EnumSource(names = {"STOPPING", "NOT_READY"})
    void whoHasComeToTheWrongNodeIsDisconnectedAndMayRetry(Problem problem) {
        ProblemAnswer answer = ProblemAnswer.to(new ProblemException(problem, "not here"));
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.headers())
                .containsOnly(
                        entry("Content-Type", TEXT),
                        entry("Connection", "close"),
                        entry("Retry-After", "5"));
    }

    @Test
    void whatPassesSoonCanBeRetriedSoon() {
        ProblemAnswer answer = ProblemAnswer.to(new ProblemException(Problem.RANGE_BUSY, "busy"));
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.headers())
                .containsOnly(entry("Content-Type", TEXT), entry("Retry-After", "1"));
    }

    @Test
    void aRefusalByTheDaemonKeepsItsStatusAndSize() {
        ProblemAnswer answer = ProblemAnswer.to(ProblemException.refusedByDaemon(416, 7, "no"));
        assertThat(answer.status()).isEqualTo(416);
        assertThat(answer.headers()).containsEntry("Content-Range", "bytes */7");
        assertThat(ProblemAnswer.to(ProblemException.refusedByDaemon(507, -1, "full")).headers())
                .containsOnly(entry("Content-Type", TEXT));
    }
}
