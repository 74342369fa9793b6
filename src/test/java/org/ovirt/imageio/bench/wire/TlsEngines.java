// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.bench.wire;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;

/** Makes TLS engines that speak what every leg of the benchmark speaks: TLS 1.3, AES-256-GCM. */
public final class TlsEngines {
    /** The name in the certificate of every server of the benchmark. */
    public static final String SERVER_NAME = "localhost";

    private final SSLContext context;

    /**
     * Engines for servers and for clients of the files' authority.
     *
     * @throws GeneralSecurityException if the JDK does not take the keys
     * @throws IOException if a file cannot be read
     */
    public TlsEngines(PkiFiles files) throws GeneralSecurityException, IOException {
        char[] password = new char[0];
        KeyStore keys = emptyStore();
        Certificate[] chain = {files.readCertificate()};
        keys.setKeyEntry("server", files.readKey(), password, chain);
        KeyManagerFactory keyManagers =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keyManagers.init(keys, password);

        KeyStore trusted = emptyStore();
        trusted.setCertificateEntry("authority", files.readAuthority());
        TrustManagerFactory trustManagers =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trustManagers.init(trusted);

        context = SSLContext.getInstance("TLS");
        context.init(keyManagers.getKeyManagers(), trustManagers.getTrustManagers(), null);
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    /** An engine for the side that accepts. */
    public SSLEngine server() {
        return restrict(context.createSSLEngine(), false);
    }

    /** An engine for the side that connects; it checks the peer's chain and name. */
    public SSLEngine client() {
        return restrict(context.createSSLEngine(SERVER_NAME, 0), true);
    }

    private static SSLEngine restrict(SSLEngine engine, boolean client) {
        engine.setUseClientMode(client);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(new String[] {"TLSv1.3"});
        parameters.setCipherSuites(new String[] {"TLS_AES_256_GCM_SHA384"});
        if (client) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        engine.setSSLParameters(parameters);
        return engine;
    }
}
