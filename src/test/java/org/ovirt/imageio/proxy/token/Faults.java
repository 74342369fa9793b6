// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Asserts that tokens are refused, and why. */
final class Faults {
    private Faults() {}

    static void assertRefused(TokenFault fault, ThrowingCallable call) {
        assertThatExceptionOfType(TokenException.class)
                .isThrownBy(call)
                .satisfies(e -> assertThat(e.fault()).isEqualTo(fault));
    }
}
