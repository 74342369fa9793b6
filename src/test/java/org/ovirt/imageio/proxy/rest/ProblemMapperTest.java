// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.rest;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemException;

class ProblemMapperTest {
    private final ProblemMapper mapper = new ProblemMapper();

    private void assertAnswer(Throwable exception, int status, String text) {
        try (Response response = mapper.toResponse(exception)) {
            assertThat(response.getStatus()).isEqualTo(status);
            assertThat(response.getEntity()).isEqualTo(text + "\n");
            assertThat(response.getHeaderString("Content-Type"))
                    .isEqualToIgnoringCase("text/plain; charset=UTF-8")
                    .isNotNull();
        }
    }

    @Test
    void aProblemIsToldAsItIs() {
        assertAnswer(new ProblemException(Problem.TICKET_BUSY, "Wait."), 409, "Wait.");
    }

    @Test
    void aProblemsHeadersAreAnswered() {
        try (Response response = mapper.toResponse(ProblemException.outOfRange(5, "Too far."))) {
            assertThat(response.getStringHeaders())
                    .containsEntry("Content-Range", List.of("bytes */5"));
        }
    }

    @Test
    void whatJaxRsRefusesIsToldInTheProxysWords() {
        assertAnswer(new NotFoundException("/secret"), 404, "There is nothing here.");
        assertAnswer(new NotAllowedException("GET"), 405, "This cannot be done here.");
        assertAnswer(new NotAcceptableException(), 406, "The request cannot be served.");
    }

    @Test
    void aDefectShowsNothingOfItself() {
        assertAnswer(new IllegalStateException("secret"), 500, "The proxy failed. Check its log.");
        assertAnswer(new StackOverflowError(), 500, "The proxy failed. Check its log.");
    }
}
