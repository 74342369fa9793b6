// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemAnswer;
import org.ovirt.imageio.proxy.problem.ProblemException;

class AnswerTest {

    @Test
    void aProblemsAnswerIsPassedOnAsItIs() {
        ProblemAnswer problem =
                ProblemAnswer.to(new ProblemException(Problem.FORBIDDEN, "no ticket"));
        assertThat(Answer.to(problem)).isEqualTo(new Answer(403, problem.headers(), "no ticket\n"));
    }

    @Test
    void aSuccessHasNothingToSay() {
        assertThat(Answer.empty()).isEqualTo(new Answer(200, Map.of(), ""));
    }
}
