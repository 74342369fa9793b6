// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.bench.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.ovirt.imageio.testing.server.ProcessStat;

class ProcessFilesTest {
    @Test
    void userAndSystemTimeAreAddedUp() {
        ProcessStat stat =
                new ProcessStat(
                        "77 (java) S 1 77 77 0 -1 4194304 9 0 0 0 250 125 7 7 20 0 31 0 1234 5 6");

        assertThat(stat.cpu()).isEqualTo(Duration.ofMillis(3750));
    }

    @Test
    void aCommandWithParenthesesAndSpacesIsSkipped() {
        ProcessStat stat =
                new ProcessStat(
                        "77 (a) S 1 (b) R 1 77 77 0 -1 4194304 9 0 0 0 1 2 7 7 20 0 1 0 1 5 6\n");

        assertThat(stat.cpu()).isEqualTo(Duration.ofMillis(30));
    }

    @Test
    void residentMemoryIsInBytes() {
        ProcessStatus status =
                new ProcessStatus(
                        List.of("Name:\tjava", "VmHWM:\t    2048 kB", "VmRSS:\t  1024 kB"));

        assertThat(status.resident()).isEqualTo(1L << 20);
        assertThat(status.peakResident()).isEqualTo(2L << 20);
    }

    @Test
    void memoryForTcpIsAPartOfItsLimit() {
        String sockstat =
                """
                sockets: used 20
                TCP: inuse 2 orphan 0 tw 33 alloc 56 mem 300
                UDP: inuse 0 mem 7
                """;

        assertThat(TcpMemory.used(sockstat, "200\t400\t600\n")).isEqualTo(0.5);
    }

    @Test
    void aProcessThatHasEndedHasNoMemoryToReport() {
        ProcessStatus status = new ProcessStatus(List.of("Name:\tjava", "State:\tZ (zombie)"));

        assertThatIllegalStateException().isThrownBy(status::resident);
    }
}
