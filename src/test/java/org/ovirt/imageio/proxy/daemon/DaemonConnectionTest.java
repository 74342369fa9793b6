// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.junit.jupiter.api.Test;
import org.ovirt.imageio.proxy.problem.Problem;

class DaemonConnectionTest {

    @Test
    void anUntrustedCertificateIsToldAsOneHoweverDeepItsExceptionLies() {
        IOException deep = new SSLHandshakeException("handshake failed");
        deep.initCause(new RuntimeException(new CertificateException("not trusted")));
        assertThat(DaemonConnection.explain(deep, false).problem())
                .isEqualTo(Problem.DAEMON_CERTIFICATE);
        assertThat(
                        DaemonConnection.explain(new SSLPeerUnverifiedException("no name"), false)
                                .problem())
                .isEqualTo(Problem.DAEMON_CERTIFICATE);
    }

    @Test
    void aFailureBeforeTheHandshakeIsDoneIsOneOfTls() {
        assertThat(DaemonConnection.explain(new SSLException("no protocol"), false).problem())
                .isEqualTo(Problem.DAEMON_TLS);
        assertThat(DaemonConnection.explain(new IOException("reset"), false).problem())
                .isEqualTo(Problem.DAEMON_TLS);
    }

    @Test
    void aFailureOfAnOpenConnectionIsTheDaemonsLeaving() {
        IOException reset = new IOException("Connection reset by 10.0.0.7");
        assertThat(DaemonConnection.explain(reset, true))
                .hasCause(reset)
                .hasMessageNotContaining("10.0.0.7")
                .satisfies(e -> assertThat(e.problem()).isEqualTo(Problem.DAEMON_LEFT));
    }
}
