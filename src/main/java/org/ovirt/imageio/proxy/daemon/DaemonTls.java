// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.daemon;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManagerFactory;
import org.ovirt.imageio.proxy.config.ReloadingFile;

/**
 * TLS to daemons: TLS 1.3 or 1.2 with authenticated encryption, the certificate chain checked
 * against the configured CA, the host name against the certificate (RFC 6125).
 *
 * <p>The CA file is read again when it changes, so that a CA can be exchanged without a restart.
 * Safe for use by several threads; {@link #current} may read the file and belongs on a worker
 * thread.
 */
final class DaemonTls {
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};
    private static final Pattern AUTHENTICATED_AND_EPHEMERAL =
            Pattern.compile(
                    "TLS_(ECDHE_(RSA|ECDSA)_WITH_)?(AES_(128|256)_GCM|CHACHA20_POLY1305)_.*");

    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|.*:.*");

    /** The GeneralName choice dNSName (RFC 5280, section 4.2.1.6). */
    private static final Integer DNS_NAME = 2;

    private final ReloadingFile<Trust> trust;

    /** What is trusted at one moment. */
    record Trust(SSLContext context, List<String> cipherSuites) {

        SSLEngine newEngine(String host, int port) {
            SSLEngine engine = context.createSSLEngine(host, port);
            engine.setUseClientMode(true);
            SSLParameters parameters = engine.getSSLParameters();
            parameters.setProtocols(PROTOCOLS);
            parameters.setCipherSuites(cipherSuites.toArray(String[]::new));
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            engine.setSSLParameters(parameters);
            return engine;
        }
    }

    DaemonTls(Path caFile) throws IOException, GeneralSecurityException {
        trust = new ReloadingFile<>(caFile, DaemonTls::load);
    }

    /**
     * Refuses a certificate that names its host only in the subject's common name, which RFC 6125
     * has retired. The JDK would take it for a name, though not for an address.
     */
    static void requireSubjectAlternativeName(SSLSession session)
            throws SSLPeerUnverifiedException {
        if (ADDRESS.matcher(session.getPeerHost()).matches()) {
            return;
        }
        X509Certificate leaf = (X509Certificate) session.getPeerCertificates()[0];
        try {
            Collection<List<?>> names = leaf.getSubjectAlternativeNames();
            if (names != null && names.stream().anyMatch(name -> DNS_NAME.equals(name.get(0)))) {
                return;
            }
        } catch (CertificateParsingException e) {
            throw (SSLPeerUnverifiedException)
                    new SSLPeerUnverifiedException("malformed names").initCause(e);
        }
        throw new SSLPeerUnverifiedException("no subject alternative name");
    }

    /** Returns what is trusted now; may read the file. */
    Trust current() {
        return trust.current();
    }

    private static Trust load(Path caFile) throws IOException, GeneralSecurityException {
        KeyStore anchors = KeyStore.getInstance(KeyStore.getDefaultType());
        anchors.load(null, null);
        try (InputStream in = Files.newInputStream(caFile)) {
            int count = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                anchors.setCertificateEntry("ca-" + count++, certificate);
            }
            if (count == 0) {
                throw new GeneralSecurityException("there is no certificate in the file");
            }
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(anchors);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        List<String> authenticated =
                Arrays.stream(context.getDefaultSSLParameters().getCipherSuites())
                        .filter(suite -> AUTHENTICATED_AND_EPHEMERAL.matcher(suite).matches())
                        .toList();
        return new Trust(context, authenticated);
    }
}
