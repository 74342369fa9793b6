// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class ProblemExceptionTest {

    @Test
    void aDetailIsForTheLogAlone() {
        IOException cause = new IOException();
        ProblemException problem =
                new ProblemException(Problem.DAEMON_UNREACHABLE, "What the client is told.", cause);
        ProblemException detailed = problem.withDetail("daemon=host.example");
        assertThat(problem.detail()).isEmpty();
        assertThat(detailed.detail()).contains("daemon=host.example");
        assertThat(detailed).hasCause(cause);
        assertThat(ProblemAnswer.to(detailed)).isEqualTo(ProblemAnswer.to(problem));
    }

    @Test
    void aDetailChangesNothingElse() {
        ProblemException range = ProblemException.outOfRange(7, "out of range");
        assertThat(range.withDetail("x").available()).hasValue(7);
        ProblemException refused = ProblemException.refusedByDaemon(507, -1, "full");
        assertThat(refused.withDetail("x").status()).isEqualTo(507);
        assertThat(refused.withDetail("x").problem()).isEqualTo(Problem.DAEMON_REFUSED);
    }
}
