// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ovirt.imageio.proxy.daemon.ResponseHead;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemException;

class RefusalTest {

    private static ProblemException refusal(int status, Map<String, String> headers) {
        return Refusal.by(new ResponseHead(status, 0, true, headers));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 404, 405, 409, 413, 416, 500, 503, 507})
    void aStatusThatDaemonsHaveIsPassedOnInTheProxysWords(int status) {
        ProblemException problem = refusal(status, Map.of("content-range", "x"));
        assertThat(problem.problem()).isEqualTo(Problem.DAEMON_REFUSED);
        assertThat(problem.status()).isEqualTo(status);
        assertThat(problem.available()).isEmpty();
        assertThat(problem).hasMessageStartingWith("The image daemon ").hasMessageEndingWith(".");
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 301, 302, 304, 307, 401, 407, 408, 411, 429, 501, 502, 504, 599})
    void anyOtherStatusIsABreachOfTheProtocol(int status) {
        ProblemException problem = refusal(status, Map.of("location", "https://elsewhere"));
        assertThat(problem.problem()).isEqualTo(Problem.DAEMON_PROTOCOL);
        assertThat(problem.status()).isEqualTo(502);
        assertThat(problem)
                .hasMessageContaining(Integer.toString(status))
                .hasMessageNotContaining("elsewhere");
    }

    @Test
    void theSizeThatADaemonTellsIsPassedOn() {
        assertThat(refusal(416, Map.of("content-range", "bytes */4096")).available())
                .hasValue(4096);
        assertThat(refusal(416, Map.of("content-range", "bytes */999999999999999999")).available())
                .hasValue(999_999_999_999_999_999L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bytes */",
                "bytes */*",
                "bytes 0-1/2",
                "bytes */-1",
                "bytes */9999999999999999999",
                "bytes */1, x",
            })
    void aSizeThatIsNotUnderstoodIsNotPassedOn(String range) {
        assertThat(refusal(416, Map.of("content-range", range)).available()).isEmpty();
    }
}
