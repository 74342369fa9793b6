// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.pki;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TestPkiTest {

    private final TestPki pki = TestPki.create();

    @ParameterizedTest
    @EnumSource
    void aClientTrustsAGoodServerByNameAndByAddress(KeyType type) throws Exception {
        Leaf leaf = pki.issue(LeafSpec.localhost().withKeyType(type));

        assertThat(handshake(pki, leaf, "localhost")).isEqualTo(leaf.certificate());
        assertThat(handshake(pki, leaf, "127.0.0.1")).isEqualTo(leaf.certificate());
    }

    @ParameterizedTest
    @EnumSource
    void anAuthorityOfEachKeyTypeIsTrusted(KeyType type) throws Exception {
        TestPki authority = TestPki.create(type);
        Leaf leaf = authority.issue(LeafSpec.localhost());

        assertThat(handshake(authority, leaf, "localhost")).isEqualTo(leaf.certificate());
    }

    @Test
    void keysAreOfTheChosenType() {
        assertThat(publicKey(KeyType.EC_P256)).isInstanceOf(ECPublicKey.class);
        assertThat(publicKey(KeyType.RSA_2048))
                .isInstanceOfSatisfying(
                        RSAPublicKey.class,
                        key -> assertThat(key.getModulus().bitLength()).isEqualTo(2048));
    }

    @Test
    void aServerWithAnotherAuthoritysCertificateIsRefused() {
        assertRefused(TestPki.create().issue(LeafSpec.localhost()), "localhost", "PKIX path");
    }

    @Test
    void aSelfSignedCertificateIsRefused() {
        assertRefused(TestPki.selfSigned(LeafSpec.localhost()), "localhost", "PKIX path");
    }

    @Test
    void anExpiredCertificateIsRefused() {
        Leaf leaf = pki.issue(LeafSpec.expired());

        assertThatThrownBy(leaf.certificate()::checkValidity)
                .isInstanceOf(CertificateExpiredException.class);
        assertRefused(leaf, "localhost", "validity check failed");
    }

    @Test
    void aCertificateOfTheFutureIsRefused() {
        Leaf leaf = pki.issue(LeafSpec.notYetValid());

        assertThatThrownBy(leaf.certificate()::checkValidity)
                .isInstanceOf(CertificateNotYetValidException.class);
        assertRefused(leaf, "localhost", "validity check failed");
    }

    @Test
    void aCertificateForAnotherHostIsRefused() {
        assertRefused(pki.issue(LeafSpec.wrongHost()), "localhost", "localhost");
    }

    @Test
    void aCertificateWithACommonNameOnlyHasNoAlternativeNames() throws Exception {
        X509Certificate certificate = pki.issue(LeafSpec.commonNameOnly()).certificate();

        assertThat(certificate.getSubjectAlternativeNames()).isNull();
        assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=localhost");
    }

    @Test
    void aWildcardCoversOneLabelOnly() throws Exception {
        Leaf leaf = pki.issue(LeafSpec.wildcard("example.test"));

        assertThat(handshake(pki, leaf, "host.example.test")).isEqualTo(leaf.certificate());
        assertRefused(leaf, "deep.host.example.test", "deep.host.example.test");
    }

    @Test
    void writtenFilesHoldCertificateAndKeyAlikeAndTogether(@TempDir Path directory)
            throws Exception {
        Leaf leaf = pki.issue(LeafSpec.localhost().withKeyType(KeyType.RSA_2048));
        LeafFiles files = leaf.writeTo(directory, "server");

        assertThat(parse(Files.readString(files.certificate()))).isEqualTo(leaf.certificate());
        assertThat(parse(Files.readString(pki.writeCaTo(directory))))
                .isEqualTo(pki.caCertificate());
        String key = Files.readString(files.key());
        assertThat(key).startsWith("-----BEGIN PRIVATE KEY-----\n");
        byte[] der =
                Base64.getMimeDecoder()
                        .decode(key.replaceAll("-----(BEGIN|END) PRIVATE KEY-----", ""));
        assertThat(KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der)))
                .isEqualTo(leaf.key());
        assertThat(Files.readString(files.combined()))
                .isEqualTo(Files.readString(files.certificate()) + key);
    }

    private Object publicKey(KeyType type) {
        return pki.issue(LeafSpec.localhost().withKeyType(type)).certificate().getPublicKey();
    }

    private void assertRefused(Leaf leaf, String host, String reason) {
        assertThatThrownBy(() -> handshake(pki, leaf, host))
                .isInstanceOf(SSLException.class)
                .hasStackTraceContaining(reason);
    }

    private static X509Certificate parse(String pem) throws Exception {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(pem.getBytes(US_ASCII)));
    }

    /** Connects to a server with this leaf as if it were {@code host}; the server's certificate. */
    private static X509Certificate handshake(TestPki pki, Leaf leaf, String host) throws Exception {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (SSLServerSocket server =
                (SSLServerSocket)
                        pki.serverContext(leaf)
                                .getServerSocketFactory()
                                .createServerSocket(0, 1, loopback)) {
            CompletableFuture<Void> served = CompletableFuture.runAsync(() -> serveOne(server));
            try (Socket plain = new Socket(loopback, server.getLocalPort());
                    SSLSocket client =
                            (SSLSocket)
                                    pki.clientContext()
                                            .getSocketFactory()
                                            .createSocket(plain, host, plain.getPort(), true)) {
                SSLParameters parameters = client.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                client.setSSLParameters(parameters);
                client.startHandshake();
                return (X509Certificate) List.of(client.getSession().getPeerCertificates()).get(0);
            } finally {
                served.join();
            }
        }
    }

    private static void serveOne(SSLServerSocket server) {
        try (SSLSocket socket = (SSLSocket) server.accept()) {
            socket.startHandshake();
            assertThat(socket.getInputStream().read()).isNegative();
        } catch (IOException e) {
            // The client refused; it is the one whose opinion is tested.
        }
    }
}
