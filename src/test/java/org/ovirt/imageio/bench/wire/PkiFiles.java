// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.bench.wire;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import org.ovirt.imageio.testing.pki.LeafSpec;
import org.ovirt.imageio.testing.pki.TestPki;

/**
 * The PEM files that all processes of one run share: one authority, and one certificate for {@code
 * localhost} that every server shows.
 *
 * @param directory where they are
 */
public record PkiFiles(Path directory) {
    /** Makes an authority and a server's certificate and writes them. */
    public static PkiFiles createIn(Path directory) throws IOException {
        TestPki pki = TestPki.create();
        pki.writeCaTo(directory);
        pki.issue(LeafSpec.localhost()).writeTo(directory, "server");
        return new PkiFiles(directory);
    }

    /** The authority's certificate. */
    public Path authority() {
        return directory.resolve("ca.pem");
    }

    /** The server's certificate. */
    public Path certificate() {
        return directory.resolve("server.crt");
    }

    /** The server's key, PKCS #8, not encrypted. */
    public Path key() {
        return directory.resolve("server.key");
    }

    /** The server's certificate and key in one file, as HAProxy wants them. */
    public Path certificateAndKey() {
        return directory.resolve("server.pem");
    }

    X509Certificate readAuthority() throws GeneralSecurityException, IOException {
        return read(authority());
    }

    X509Certificate readCertificate() throws GeneralSecurityException, IOException {
        return read(certificate());
    }

    PrivateKey readKey() throws GeneralSecurityException, IOException {
        String base64 = Files.readString(key()).replaceAll("-----[A-Z ]+-----|\\s", "");
        return KeyFactory.getInstance(readCertificate().getPublicKey().getAlgorithm())
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
    }

    private static X509Certificate read(Path file) throws GeneralSecurityException, IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }
}
