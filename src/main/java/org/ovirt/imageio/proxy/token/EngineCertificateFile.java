// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.token;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertPathValidator;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.stream.Collectors;
import org.ovirt.imageio.proxy.config.ReloadingFile;

/**
 * The Engine's certificate in a PEM file, checked against the Engine's CA in another and against
 * its dates each time it counts. Both files are read again when they change.
 */
final class EngineCertificateFile implements EngineCertificate {
    private final ReloadingFile<List<X509Certificate>> certificate;
    private final ReloadingFile<List<X509Certificate>> authorities;

    /**
     * Reads both files.
     *
     * @throws IOException if one cannot be read
     * @throws GeneralSecurityException if one has no certificate
     */
    EngineCertificateFile(Path certificate, Path authorities)
            throws IOException, GeneralSecurityException {
        this.certificate = new ReloadingFile<>(certificate, EngineCertificateFile::read);
        this.authorities = new ReloadingFile<>(authorities, EngineCertificateFile::read);
    }

    @Override
    public PublicKey key(Instant now) throws TokenException {
        X509Certificate engine = certificate.current().get(0);
        try {
            PKIXParameters parameters =
                    new PKIXParameters(
                            authorities.current().stream()
                                    .map(authority -> new TrustAnchor(authority, null))
                                    .collect(Collectors.toSet()));
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(now));
            CertPathValidator.getInstance("PKIX")
                    .validate(
                            CertificateFactory.getInstance("X.509")
                                    .generateCertPath(List.of(engine)),
                            parameters);
        } catch (GeneralSecurityException e) {
            throw new TokenException(TokenFault.SIGNATURE, e);
        }
        return engine.getPublicKey();
    }

    private static List<X509Certificate> read(Path file)
            throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(file)) {
            List<X509Certificate> found =
                    CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                            .map((Certificate one) -> (X509Certificate) one)
                            .toList();
            if (found.isEmpty()) {
                throw new GeneralSecurityException("there is no certificate");
            }
            return found;
        } catch (GeneralSecurityException e) {
            throw new GeneralSecurityException(file + ": " + e.getMessage(), e);
        }
    }
}
