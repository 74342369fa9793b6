// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.bench.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterOptionsTest {
    @Test
    void everyOptionIsTaken() {
        assertThat(
                        ClusterOptions.parse(
                                List.of(
                                        "--lookups=1",
                                        "--tickets=2",
                                        "--revocations=3",
                                        "--starts=4",
                                        "--launches=5",
                                        "--turns=6",
                                        "--gib=0.5",
                                        "--warm-up=1.5")))
                .isEqualTo(new ClusterOptions(1, 2, 3, 4, 5, 6, 1L << 29, 3L << 29));
    }

    @Test
    void aRunOfTransfersAloneAsksNoNodes() {
        ClusterOptions options =
                ClusterOptions.parse(
                        List.of("--lookups=0", "--tickets=0", "--revocations=0", "--starts=0"));

        assertThat(options.asksNodes()).isFalse();
        assertThat(options.launches()).isPositive();
    }

    @Test
    void anUnknownOptionIsNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClusterOptions.parse(List.of("--lookup=1")))
                .withMessageContaining("--lookup=1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--starts=few",
                "--starts=-1",
                "--starts=1.5",
                "--turns=0",
                "--gib=0",
                "--gib=NaN",
                "--warm-up=-1"
            })
    void aNumberThatCannotBeIsRefusedAndNamed(String argument) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClusterOptions.parse(List.of(argument)))
                .withMessageContaining(argument);
    }
}
