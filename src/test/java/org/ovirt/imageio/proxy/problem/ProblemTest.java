// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.problem;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.ovirt.imageio.proxy.problem.Problem.Fault;

class ProblemTest {

    @ParameterizedTest
    @CsvSource({
        "BAD_REQUEST, 400",
        "FORBIDDEN, 403",
        "NOT_FOUND, 404",
        "METHOD_NOT_ALLOWED, 405",
        "CLIENT_STALLED, 408",
        "TICKET_BUSY, 409",
        "SUPERSEDED, 409",
        "TOO_LARGE, 413",
        "ENCODED_BODY, 415",
        "RANGE_NOT_SATISFIABLE, 416",
        "EXPECTATION_FAILED, 417",
        "CLIENT_LEFT, 499",
        "INTERNAL, 500",
        "DAEMON_REFUSED, 500",
        "DAEMON_PROTOCOL, 502",
        "DAEMON_CERTIFICATE, 502",
        "DAEMON_TLS, 502",
        "DAEMON_LEFT, 502",
        "DAEMON_UNREACHABLE, 503",
        "RANGE_BUSY, 503",
        "TOO_MANY_TICKETS, 503",
        "STOPPING, 503",
        "NOT_READY, 503",
        "DAEMON_STALLED, 504",
    })
    void clientsKnowItByItsStatus(Problem problem, int status) {
        assertThat(problem.status()).isEqualTo(status);
    }

    @ParameterizedTest
    @EnumSource
    void itsStatusFitsTheSideAtFault(Problem problem) {
        boolean clients = problem.fault() == Fault.CLIENT || problem.fault() == Fault.LEAVING;
        boolean busy = problem == Problem.TICKET_BUSY;
        assertThat(problem.status()).isBetween(clients || busy ? 400 : 500, clients ? 499 : 599);
    }

    @ParameterizedTest
    @EnumSource
    void itsCodeStandsInALogAsOneWord(Problem problem) {
        assertThat(problem.code()).matches("[a-z]+(-[a-z]+)*");
    }

    @Test
    void anExceptionIsCheapBecauseItHasNoStackTrace() {
        ProblemException problem = new ProblemException(Problem.INTERNAL, "failed");
        assertThat(problem.getStackTrace()).isEmpty();
        assertThat(problem.problem()).isEqualTo(Problem.INTERNAL);
        assertThat(problem.available()).isEmpty();
    }
}
