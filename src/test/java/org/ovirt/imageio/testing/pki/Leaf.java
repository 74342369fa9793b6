// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.pki;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;

/**
 * A server's certificate with its private key.
 *
 * @param certificate the certificate
 * @param key the private key that belongs to it
 */
public record Leaf(X509Certificate certificate, PrivateKey key) {

    /** The certificate as PEM, as nginx wants it. */
    public String certificatePem() {
        return Pem.certificate(certificate);
    }

    /** The private key as PEM: PKCS#8, not encrypted. */
    public String keyPem() {
        return Pem.privateKey(key);
    }

    /**
     * Certificate and private key in one text, as HAProxy and WildFly's PEM key store want them.
     */
    public String combinedPem() {
        return certificatePem() + keyPem();
    }

    /** Writes {@code <name>.pem} (both), {@code <name>.crt} and {@code <name>.key}. */
    public LeafFiles writeTo(Path directory, String name) throws IOException {
        LeafFiles files =
                new LeafFiles(
                        directory.resolve(name + ".pem"),
                        directory.resolve(name + ".crt"),
                        directory.resolve(name + ".key"));
        Files.writeString(files.combined(), combinedPem());
        Files.writeString(files.certificate(), certificatePem());
        Files.writeString(files.key(), keyPem());
        return files;
    }
}
