// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.tool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.ovirt.imageio.testing.pki.KeyType;
import org.ovirt.imageio.testing.pki.Leaf;
import org.ovirt.imageio.testing.pki.LeafSpec;
import org.ovirt.imageio.testing.pki.TestPki;

/**
 * The keys of an issuer of JWTs and of an Engine, in files.
 *
 * @param directory where they are
 */
record ToolFiles(Path directory) {
    private static final TestPki PKI = TestPki.create();
    private static final Leaf ISSUER = issue(KeyType.EC_P256);
    private static final Leaf RSA_ISSUER = issue(KeyType.RSA_2048);
    private static final Leaf ENGINE = issue(KeyType.RSA_2048);

    private static Leaf issue(KeyType type) {
        return PKI.issue(
                LeafSpec.forDns("engine.example")
                        .withValidity(
                                ToolRun.NOW.minus(Duration.ofDays(1)),
                                ToolRun.NOW.plus(Duration.ofDays(1)))
                        .withKeyType(type));
    }

    Path issuerKey() throws IOException {
        return secret("issuer.key", ISSUER.keyPem());
    }

    /** A certificate is one of the forms of public keys. */
    Path issuerCertificate() throws IOException {
        return file("issuer.cer", ISSUER.certificatePem());
    }

    Path rsaIssuerKey() throws IOException {
        return secret("issuer-rsa.key", RSA_ISSUER.keyPem());
    }

    Path rsaIssuerCertificate() throws IOException {
        return file("issuer-rsa.cer", RSA_ISSUER.certificatePem());
    }

    Path engineKey() throws IOException {
        return secret("engine.key", ENGINE.keyPem());
    }

    Path engineCertificate() throws IOException {
        return file("engine.cer", ENGINE.certificatePem());
    }

    Path authority() throws IOException {
        return PKI.writeCaTo(directory);
    }

    Path file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    private Path secret(String name, String text) throws IOException {
        Path file = file(name, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }
}
