// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class OptionsTest {
    @Test
    void withoutArgumentsAllRelaysAreMeasured() {
        Options options = Options.parse(List.of());

        assertThat(options.relays()).isEmpty();
        assertThat(options.bytes()).isEqualTo(2L << 30);
        assertThat(options.csv()).isEmpty();
    }

    @Test
    void everyOptionIsTaken() {
        Options options =
                Options.parse(
                        List.of(
                                "--relays=nginx,floor",
                                "--gib=0.5",
                                "--seconds=1.5",
                                "--rounds=3",
                                "--warm-up=1",
                                "--stalled=0",
                                "--csv=out.csv"));

        assertThat(options.relays()).containsExactly("nginx", "floor");
        assertThat(options.bytes()).isEqualTo(1L << 29);
        assertThat(options.millis()).isEqualTo(1500);
        assertThat(options.rounds()).isEqualTo(3);
        assertThat(options.warmUpBytes()).isEqualTo(1L << 30);
        assertThat(options.stalled()).isZero();
        assertThat(options.csv()).contains(Path.of("out.csv"));
    }

    @Test
    void anUnknownOptionIsNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Options.parse(List.of("--gigs=1")))
                .withMessageContaining("--gigs=1");
    }

    @Test
    void aRunOfNothingIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Options.parse(List.of("--rounds=0")))
                .withMessageContaining("--rounds=0");
    }
}
