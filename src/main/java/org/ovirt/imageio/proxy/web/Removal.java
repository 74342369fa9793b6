// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.web;

import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemException;
import org.ovirt.imageio.proxy.rest.ProblemMapper;

/** The answer to who takes a right back: given when the last byte has moved, or 409. */
final class Removal {
    private final Duration timeout;

    /**
     * Creates it.
     *
     * @param timeout how long the last byte is waited for
     */
    Removal(Duration timeout) {
        this.timeout = timeout;
    }

    /**
     * Waits without a thread.
     *
     * @param ended done when the last byte has moved
     * @param answer makes the answer then
     */
    CompletionStage<Response> answer(CompletableFuture<Void> ended, Supplier<Response> answer) {
        return ended.orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .handle((ignored, late) -> late == null ? answer.get() : busy());
    }

    private Response busy() {
        return new ProblemMapper()
                .toResponse(
                        new ProblemException(
                                Problem.TICKET_BUSY,
                                "The transfer is still active after %d seconds; retry the removal."
                                        .formatted(timeout.toSeconds())));
    }
}
