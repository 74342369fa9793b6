// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.relay;

import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.ovirt.imageio.proxy.daemon.IoLoop;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemAnswer;
import org.ovirt.imageio.proxy.problem.ProblemException;

/** An answer that no daemon is asked for. */
final class Reply implements ClientLeg.Events {
    private static final System.Logger LOG = System.getLogger(Reply.class.getName());

    private final IoLoop loop;
    private final ClientLeg client;
    private final CompletionStage<Answer> answer;

    /**
     * Prepares an answer.
     *
     * @param answer the answer, which may come later and from any thread
     */
    Reply(IoLoop loop, ClientLeg client, CompletionStage<Answer> answer) {
        this.loop = loop;
        this.client = client;
        this.answer = answer;
    }

    @Override
    public void started() {
        answer.whenComplete((given, failure) -> loop.run(() -> give(given, failure)));
    }

    private void give(@Nullable Answer given, @Nullable Throwable failure) {
        client.give(given == null ? Answer.to(ProblemAnswer.to(problem(failure))) : given);
    }

    private static ProblemException problem(@Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof ProblemException problem) {
            LOG.log(System.Logger.Level.INFO, "Refused: {0}", problem.problem().code());
            return problem;
        }
        LOG.log(System.Logger.Level.ERROR, "An answer could not be made", failure);
        return new ProblemException(Problem.INTERNAL, "The proxy failed. Check its log.");
    }
}
