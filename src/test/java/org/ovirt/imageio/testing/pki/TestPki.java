// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.pki;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A throw-away certificate authority: issues servers' certificates and makes TLS contexts of them.
 *
 * <p>A certificate of another authority comes from a second {@code TestPki}.
 */
public final class TestPki {

    private static final char[] NO_PASSWORD = new char[0];

    private final KeyType caKeyType;
    private final KeyPair caKeys;
    private final X509Certificate caCertificate;

    private TestPki(KeyType caKeyType, KeyPair caKeys, X509Certificate caCertificate) {
        this.caKeyType = caKeyType;
        this.caKeys = caKeys;
        this.caCertificate = caCertificate;
    }

    /** A new authority with an EC P-256 key. */
    public static TestPki create() {
        return create(KeyType.EC_P256);
    }

    /** A new authority with a key of this type. */
    public static TestPki create(KeyType keyType) {
        KeyPair keys = keyType.generate();
        BigInteger serial = serial();
        X500Principal name = new X500Principal("CN=Throw-away CA " + serial.toString(16));
        Instant now = Instant.now();
        X509v3CertificateBuilder builder =
                builder(
                        name,
                        serial,
                        now.minus(Duration.ofDays(10)),
                        now.plus(Duration.ofDays(365)),
                        name,
                        keys.getPublic());
        try {
            JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            builder.addExtension(
                    Extension.keyUsage,
                    true,
                    new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            builder.addExtension(
                    Extension.subjectKeyIdentifier,
                    false,
                    extensions.createSubjectKeyIdentifier(keys.getPublic()));
            return new TestPki(keyType, keys, sign(builder, keyType, keys));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("Cannot make an authority", e);
        }
    }

    /** The authority's own certificate. */
    public X509Certificate caCertificate() {
        return caCertificate;
    }

    /** The authority's own certificate as PEM. */
    public String caPem() {
        return Pem.certificate(caCertificate);
    }

    /** Writes {@code ca.pem} and tells where it is. */
    public Path writeCaTo(Path directory) throws IOException {
        return Files.writeString(directory.resolve("ca.pem"), caPem());
    }

    /** A server's certificate, signed by this authority, with a new key. */
    public Leaf issue(LeafSpec spec) {
        KeyPair keys = spec.keyType().generate();
        return certify(spec, keys, caCertificate.getSubjectX500Principal(), caKeyType, caKeys);
    }

    /** A server's certificate that no authority signed, with a new key. */
    public static Leaf selfSigned(LeafSpec spec) {
        KeyPair keys = spec.keyType().generate();
        return certify(spec, keys, subject(spec), spec.keyType(), keys);
    }

    /** For a server that presents this certificate and, behind it, the authority's. */
    public SSLContext serverContext(Leaf leaf) {
        try {
            KeyStore store = emptyStore();
            X509Certificate[] chain = {leaf.certificate(), caCertificate};
            if (!leaf.certificate()
                    .getIssuerX500Principal()
                    .equals(caCertificate.getSubjectX500Principal())) {
                chain = new X509Certificate[] {leaf.certificate()};
            }
            store.setKeyEntry("server", leaf.key(), NO_PASSWORD, chain);
            KeyManagerFactory keys =
                    KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, NO_PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("Cannot make a server's TLS context", e);
        }
    }

    /** For a client that trusts this authority and nobody else. */
    public SSLContext clientContext() {
        try {
            KeyStore store = emptyStore();
            store.setCertificateEntry("ca", caCertificate);
            TrustManagerFactory trust =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("Cannot make a client's TLS context", e);
        }
    }

    private static Leaf certify(
            LeafSpec spec,
            KeyPair keys,
            X500Principal issuer,
            KeyType issuerKeyType,
            KeyPair issuerKeys) {
        X509v3CertificateBuilder builder =
                builder(
                        issuer,
                        serial(),
                        spec.notBefore(),
                        spec.notAfter(),
                        subject(spec),
                        keys.getPublic());
        try {
            JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, usage(spec.keyType()));
            builder.addExtension(
                    Extension.extendedKeyUsage,
                    false,
                    new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
            builder.addExtension(
                    Extension.subjectKeyIdentifier,
                    false,
                    extensions.createSubjectKeyIdentifier(keys.getPublic()));
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    extensions.createAuthorityKeyIdentifier(issuerKeys.getPublic()));
            GeneralName[] names = alternativeNames(spec);
            if (names.length > 0) {
                builder.addExtension(
                        Extension.subjectAlternativeName, false, new GeneralNames(names));
            }
            return new Leaf(sign(builder, issuerKeyType, issuerKeys), keys.getPrivate());
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("Cannot make a certificate for " + spec, e);
        }
    }

    private static KeyUsage usage(KeyType type) {
        int bits = KeyUsage.digitalSignature;
        return new KeyUsage(type == KeyType.RSA_2048 ? bits | KeyUsage.keyEncipherment : bits);
    }

    private static GeneralName[] alternativeNames(LeafSpec spec) {
        return Stream.concat(
                        spec.dnsNames().stream()
                                .map(name -> new GeneralName(GeneralName.dNSName, name)),
                        spec.ipAddresses().stream()
                                .map(address -> new GeneralName(GeneralName.iPAddress, address)))
                .toArray(GeneralName[]::new);
    }

    private static X500Principal subject(LeafSpec spec) {
        return new X500Principal("CN=" + spec.commonName());
    }

    private static BigInteger serial() {
        return new BigInteger(64, new SecureRandom()).setBit(64);
    }

    private static X509v3CertificateBuilder builder(
            X500Principal issuer,
            BigInteger serial,
            Instant notBefore,
            Instant notAfter,
            X500Principal subject,
            PublicKey key) {
        return new JcaX509v3CertificateBuilder(
                issuer, serial, Date.from(notBefore), Date.from(notAfter), subject, key);
    }

    private static X509Certificate sign(
            X509v3CertificateBuilder builder, KeyType type, KeyPair signer)
            throws GeneralSecurityException {
        try {
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(
                                    new JcaContentSignerBuilder(type.signature())
                                            .build(signer.getPrivate())));
        } catch (OperatorCreationException e) {
            throw new GeneralSecurityException(e);
        }
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        return store;
    }
}
