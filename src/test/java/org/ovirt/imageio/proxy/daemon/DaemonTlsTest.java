// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ovirt.imageio.testing.pki.LeafSpec;
import org.ovirt.imageio.testing.pki.TestPki;

class DaemonTlsTest {
    private static TestPki pki;

    @TempDir private Path directory;

    @BeforeAll
    static void anAuthority() {
        pki = TestPki.create();
    }

    /** A session of which nothing but the peer's certificate is known. */
    private static SSLSession sessionWith(String host, LeafSpec spec) {
        X509Certificate leaf = pki.issue(spec).certificate();
        return (SSLSession)
                Proxy.newProxyInstance(
                        DaemonTlsTest.class.getClassLoader(),
                        new Class<?>[] {SSLSession.class},
                        (proxy, method, arguments) -> {
                            return switch (method.getName()) {
                                case "getPeerCertificates" -> new X509Certificate[] {leaf};
                                case "getPeerHost" -> host;
                                default ->
                                        throw new UnsupportedOperationException(method.getName());
                            };
                        });
    }

    @Test
    void aCertificateWithAnAlternativeNameIsTaken() {
        assertThatNoException()
                .isThrownBy(
                        () -> {
                            DaemonTls.requireSubjectAlternativeName(
                                    sessionWith("host.example", LeafSpec.forDns("host.example")));
                            DaemonTls.requireSubjectAlternativeName(
                                    sessionWith(
                                            "host.example.test",
                                            LeafSpec.wildcard("example.test")));
                            DaemonTls.requireSubjectAlternativeName(
                                    sessionWith(
                                            "10.0.0.1",
                                            LeafSpec.commonNameOnly().withIpAddresses("10.0.0.1")));
                        });
    }

    @Test
    void aCertificateThatNamesItsHostInTheCommonNameAloneIsRefused() {
        for (LeafSpec spec :
                List.of(
                        LeafSpec.commonNameOnly(),
                        LeafSpec.commonNameOnly().withIpAddresses("10.0.0.1"))) {
            assertThatExceptionOfType(SSLPeerUnverifiedException.class)
                    .isThrownBy(
                            () ->
                                    DaemonTls.requireSubjectAlternativeName(
                                            sessionWith("localhost", spec)));
        }
    }

    @Test
    void enginesCheckTheHostAndOfferAuthenticatedEncryptionAlone() throws Exception {
        DaemonTls tls = new DaemonTls(pki.writeCaTo(directory));
        SSLEngine engine = tls.current().newEngine("host.example", 54322);
        assertThat(engine.getUseClientMode()).isTrue();
        assertThat(engine.getPeerHost()).isEqualTo("host.example");
        assertThat(engine.getSSLParameters().getEndpointIdentificationAlgorithm())
                .isEqualTo("HTTPS");
        assertThat(engine.getEnabledProtocols()).containsExactlyInAnyOrder("TLSv1.2", "TLSv1.3");
        assertThat(engine.getEnabledCipherSuites())
                .contains("TLS_AES_256_GCM_SHA384", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256")
                .allMatch(suite -> !suite.contains("CBC") && !suite.startsWith("TLS_RSA_"));
    }

    @Test
    void anUnchangedFileIsReadOnce() throws Exception {
        DaemonTls tls = new DaemonTls(pki.writeCaTo(directory));
        assertThat(tls.current()).isSameAs(tls.current());
    }

    @Test
    void aChangedFileIsReadAgain() throws Exception {
        Path ca = pki.writeCaTo(directory);
        DaemonTls tls = new DaemonTls(ca);
        DaemonTls.Trust before = tls.current();
        touch(ca);
        DaemonTls.Trust after = tls.current();
        assertThat(after).isNotSameAs(before);
        assertThat(after.context()).isNotSameAs(before.context());
    }

    @Test
    void aFileThatBecomesUnreadableLeavesTheOldTrust() throws Exception {
        Path ca = pki.writeCaTo(directory);
        DaemonTls tls = new DaemonTls(ca);
        DaemonTls.Trust before = tls.current();
        Files.writeString(ca, "-----BEGIN CERTIFICATE-----\nhalf a file");
        touch(ca);
        assertThat(tls.current()).isSameAs(before);
        Files.delete(ca);
        assertThat(tls.current()).isSameAs(before);
    }

    private static void touch(Path file) throws IOException {
        FileTime before = Files.getLastModifiedTime(file);
        Files.setLastModifiedTime(file, FileTime.fromMillis(before.toMillis() + 5000));
    }

    @Test
    void aFileWithoutACertificateIsRefusedAtTheStart() throws Exception {
        Path empty = Files.createFile(directory.resolve("empty.pem"));
        assertThatExceptionOfType(GeneralSecurityException.class)
                .isThrownBy(() -> new DaemonTls(empty))
                .withMessageContaining("no certificate");
        assertThatIOException()
                .isThrownBy(() -> new DaemonTls(directory.resolve("missing.pem")))
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void severalCertificatesCanBeTrustedAtOnce() throws Exception {
        Path both = directory.resolve("both.pem");
        Path first = pki.writeCaTo(Files.createDirectory(directory.resolve("1")));
        Path second = TestPki.create().writeCaTo(Files.createDirectory(directory.resolve("2")));
        Files.write(both, List.of(Files.readString(first), Files.readString(second)));
        assertThat(new DaemonTls(both).current().cipherSuites()).isNotEmpty();
    }
}
