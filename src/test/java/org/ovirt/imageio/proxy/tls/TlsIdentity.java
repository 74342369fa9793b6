// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.tls;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.Provider;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A server at 127.0.0.1 with a certificate of its own making, and those who trust it.
 *
 * @param server a key store with the server's key
 * @param trusted a key store with its certificate
 */
record TlsIdentity(KeyStore server, KeyStore trusted) {
    private static final char[] PASSWORD = "changeit".toCharArray();

    static TlsIdentity create() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        KeyPair pair = generator.generateKeyPair();
        X500Name name = new X500Name("CN=127.0.0.1");
        Instant now = Instant.now();
        X509Certificate certificate =
                new JcaX509CertificateConverter()
                        .getCertificate(
                                new JcaX509v3CertificateBuilder(
                                                name,
                                                BigInteger.ONE,
                                                Date.from(now.minus(Duration.ofHours(1))),
                                                Date.from(now.plus(Duration.ofHours(1))),
                                                name,
                                                pair.getPublic())
                                        .addExtension(
                                                Extension.subjectAlternativeName,
                                                false,
                                                new GeneralNames(
                                                        new GeneralName(
                                                                GeneralName.iPAddress,
                                                                "127.0.0.1")))
                                        .build(
                                                new JcaContentSignerBuilder("SHA256withECDSA")
                                                        .build(pair.getPrivate())));
        KeyStore server = KeyStore.getInstance("PKCS12");
        server.load(null, null);
        server.setKeyEntry(
                "server", pair.getPrivate(), PASSWORD, new X509Certificate[] {certificate});
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("server", certificate);
        return new TlsIdentity(server, trusted);
    }

    /** A server's context from our provider. */
    SSLContext serverContext() throws GeneralSecurityException {
        return serverContext(new MultiRecordTlsProvider());
    }

    SSLContext serverContext(Provider provider) throws GeneralSecurityException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(server, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLSv1.3", provider);
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    /** A client's context from the JDK, that offers nothing but this protocol. */
    SSLContext clientContext(String protocol) throws GeneralSecurityException {
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance(protocol, "SunJSSE");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
