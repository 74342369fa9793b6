// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.Key;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProvidersTest {
    @Test
    void theCipherIsFoundBeforeSunJceAndDoesNotFindItself() throws Exception {
        Key key = new SecretKeySpec(new byte[16], "AES");
        Security.insertProviderAt(new FastGcmProvider(), 1);
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, key);

            assertThat(cipher.getProvider().getName()).isEqualTo(FastGcmProvider.NAME);
            assertThat(cipher.doFinal(new byte[100])).hasSize(116);
        } finally {
            Security.removeProvider(FastGcmProvider.NAME);
        }
    }

    @Test
    void otherCiphersAreLeftToOtherProviders() {
        assertThatThrownBy(() -> Cipher.getInstance("AES/CBC/NoPadding", new FastGcmProvider()))
                .isInstanceOf(NoSuchAlgorithmException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLS", "TLSv1.2", "TLSv1.3"})
    void theContextsOfTlsAreServed(String protocol) throws Exception {
        SSLContext context = SSLContext.getInstance(protocol, new MultiRecordTlsProvider());
        context.init(null, null, null);

        assertThat(context.createSSLEngine().getSupportedProtocols())
                .contains("TLSv1.2", "TLSv1.3");
        assertThat(context.getDefaultSSLParameters().getProtocols()).isNotEmpty();
        assertThat(context.getSupportedSSLParameters().getCipherSuites())
                .contains("TLS_AES_256_GCM_SHA384");
        assertThat(context.getServerSessionContext()).isNotNull();
        assertThat(context.getClientSessionContext()).isNotNull();
        assertThat(context.getSocketFactory()).isNotNull();
        assertThat(context.getServerSocketFactory()).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Default", "DTLS"})
    void otherContextsAreNot(String protocol) {
        Provider provider = new MultiRecordTlsProvider();

        assertThatThrownBy(() -> SSLContext.getInstance(protocol, provider))
                .isInstanceOf(NoSuchAlgorithmException.class);
    }
}
