// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.ovirt.imageio.proxy.token.Faults.assertRefused;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ovirt.imageio.testing.pki.Leaf;
import org.ovirt.imageio.testing.pki.LeafSpec;
import org.ovirt.imageio.testing.pki.TestPki;

class EngineCertificateFileTest {
    private static final TestPki PKI = TestPki.create();
    private static final LeafSpec ENGINE = LeafSpec.forDns("engine.example");

    @TempDir private Path directory;
    private Path certificate;
    private Path authority;

    @BeforeEach
    void nameFiles() throws IOException {
        certificate = directory.resolve("engine.pem");
        authority = PKI.writeCaTo(directory);
    }

    private EngineCertificateFile file(Leaf leaf) throws IOException, GeneralSecurityException {
        Files.writeString(certificate, leaf.certificatePem());
        return new EngineCertificateFile(certificate, authority);
    }

    @Test
    void theKeyIsThatOfTheCertificate() throws Exception {
        Leaf leaf = PKI.issue(ENGINE);
        assertThat(file(leaf).key(Instant.now())).isEqualTo(leaf.certificate().getPublicKey());
    }

    @Test
    void aCertificateCountsAsLongAsItIsValid() throws Exception {
        Instant begin = Instant.now().minus(Duration.ofDays(1));
        Instant end = begin.plus(Duration.ofDays(2));
        EngineCertificateFile file = file(PKI.issue(ENGINE.withValidity(begin, end)));
        file.key(begin.plusSeconds(1));
        file.key(end.minusSeconds(1));
        assertRefused(TokenFault.SIGNATURE, () -> file.key(begin.minusSeconds(1)));
        assertRefused(TokenFault.SIGNATURE, () -> file.key(end.plusSeconds(1)));
    }

    @Test
    void aCertificateOfAnotherAuthorityDoesNotCount() throws Exception {
        EngineCertificateFile other = file(TestPki.create().issue(ENGINE));
        assertRefused(TokenFault.SIGNATURE, () -> other.key(Instant.now()));
        EngineCertificateFile own = file(TestPki.selfSigned(ENGINE));
        assertRefused(TokenFault.SIGNATURE, () -> own.key(Instant.now()));
    }

    @Test
    void aNewCertificateCountsAtOnce() throws Exception {
        EngineCertificateFile file = file(PKI.issue(ENGINE));
        Leaf renewed = PKI.issue(ENGINE);
        Files.writeString(certificate, renewed.certificatePem() + "\n");
        assertThat(file.key(Instant.now())).isEqualTo(renewed.certificate().getPublicKey());
    }

    @Test
    void anotherAuthorityCountsAtOnce() throws Exception {
        EngineCertificateFile file = file(PKI.issue(ENGINE));
        Files.writeString(authority, TestPki.create().caPem() + "\n");
        assertRefused(TokenFault.SIGNATURE, () -> file.key(Instant.now()));
    }

    @Test
    void aFileThatBecomesUnreadableChangesNothing() throws Exception {
        Leaf leaf = PKI.issue(ENGINE);
        EngineCertificateFile file = file(leaf);
        Files.writeString(certificate, "no certificate");
        assertThat(file.key(Instant.now())).isEqualTo(leaf.certificate().getPublicKey());
        Files.delete(authority);
        assertThat(file.key(Instant.now())).isEqualTo(leaf.certificate().getPublicKey());
    }

    @Test
    void aFileWithoutACertificateIsRefusedAtTheStart() throws IOException {
        Files.writeString(certificate, "");
        assertThatExceptionOfType(GeneralSecurityException.class)
                .isThrownBy(() -> new EngineCertificateFile(certificate, authority));
        Files.delete(certificate);
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> new EngineCertificateFile(certificate, authority));
    }
}
