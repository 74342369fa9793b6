// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(90)
class UndertowTransferTest {
    /** Four records of SunJSSE: 16384 bytes, and 21 (TLS 1.3) or 29 (TLS 1.2) about them. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void dataArrivesBothWaysAndFourRecordsAreWrittenAtOnce(String protocol) throws Exception {
        long largestWrite = new UndertowTransfer().run(new MultiRecordTlsProvider(), protocol);

        assertThat(largestWrite).isEqualTo(4L * (16_384 + (protocol.equals("TLSv1.3") ? 21 : 29)));
    }

    @Test
    void dataArrivesBothWaysThoughKeysChangeWithEveryMebibyte() throws Exception {
        long largestWrite =
                new UndertowTransfer().run(new MultiRecordTlsProvider(1 << 20), "TLSv1.3");

        assertThat(largestWrite).isGreaterThan(4L * (16_384 + 21));
    }
}
