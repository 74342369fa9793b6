// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.bench.micro;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.ovirt.imageio.proxy.config.TokenConfig;
import org.ovirt.imageio.proxy.ticket.DaemonUri;
import org.ovirt.imageio.proxy.ticket.Operation;
import org.ovirt.imageio.proxy.ticket.TicketId;
import org.ovirt.imageio.proxy.token.Grant;
import org.ovirt.imageio.proxy.token.JwtAlgorithm;
import org.ovirt.imageio.proxy.token.SignedTicketSigner;
import org.ovirt.imageio.proxy.token.SigningKey;
import org.ovirt.imageio.proxy.token.TokenOrigin;
import org.ovirt.imageio.proxy.token.TokenSigner;
import org.ovirt.imageio.proxy.token.TokenVerifier;
import org.ovirt.imageio.testing.pki.KeyType;
import org.ovirt.imageio.testing.pki.Leaf;
import org.ovirt.imageio.testing.pki.LeafSpec;
import org.ovirt.imageio.testing.pki.TestPki;

/**
 * An issuer with a key of RSA and one of the curve P-256, an Engine, and a proxy that knows them.
 */
final class MicroKeys {
    private static final String AUDIENCE = "ovirt-imageio-proxy";
    private static final Duration LIFETIME = Duration.ofHours(12);

    private final TestPki pki = TestPki.create(KeyType.RSA_2048);
    private final Leaf rsa = pki.issue(LeafSpec.forDns("issuer").withKeyType(KeyType.RSA_2048));
    private final Leaf curve = pki.issue(LeafSpec.forDns("issuer").withKeyType(KeyType.EC_P256));
    private final Leaf engine = pki.issue(LeafSpec.forDns("engine").withKeyType(KeyType.RSA_2048));
    private final Instant issued = Instant.now();

    /** The value of an Authorization field with a JWT that the proxy accepts. */
    String bearer(JwtAlgorithm algorithm) {
        Leaf leaf = algorithm == JwtAlgorithm.ES256 ? curve : rsa;
        TokenSigner signer = new TokenSigner(key(leaf), algorithm, Optional.empty());
        TokenOrigin origin =
                new TokenOrigin(
                        Optional.of("https://issuer.example"),
                        List.of(AUDIENCE),
                        Optional.of("admin"),
                        Optional.of("b6b24cf6-39ab-4d4f-b1a5-6e6e37c3a4f7"),
                        List.of(),
                        issued,
                        issued);
        return "Bearer " + signer.sign(grant(), origin);
    }

    /** A signed ticket of version 2 that the proxy accepts. */
    String signedTicket() {
        return SignedTicketSigner.v2(key(engine), engine.certificate(), new SecureRandom())
                .sign(grant(), issued);
    }

    /** The proxy's verifier, with keys in files as it has them. */
    TokenVerifier verifier() {
        try {
            return verifierOfFiles();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private TokenVerifier verifierOfFiles() throws GeneralSecurityException, IOException {
        Path directory = Files.createTempDirectory("imageio-micro");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(directory)));
        Path keys =
                Files.writeString(
                        directory.resolve("keys.pem"),
                        curve.certificatePem() + rsa.certificatePem());
        Path certificate =
                Files.writeString(directory.resolve("engine.pem"), engine.certificatePem());
        TokenConfig config =
                new TokenConfig(
                        Optional.of(keys),
                        Optional.empty(),
                        Set.of(),
                        Optional.of("https://issuer.example"),
                        Set.of(AUDIENCE),
                        Optional.empty(),
                        Duration.ofSeconds(30),
                        Optional.empty(),
                        Duration.ofDays(1),
                        Optional.of(certificate),
                        false);
        return TokenVerifier.create(config, pki.writeCaTo(directory), Clock.systemUTC());
    }

    private static SigningKey key(Leaf leaf) {
        try {
            return SigningKey.of(leaf.key(), Optional.empty());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private Grant grant() {
        TicketId ticket = new TicketId("11112222-aaaa-4bbb-8ccc-777788889999");
        return new Grant(
                ticket,
                DaemonUri.parse("https://host.example:54322/images/" + ticket.value()),
                Set.of(Operation.READ, Operation.WRITE),
                OptionalLong.empty(),
                Optional.of("5f9c2a3e-6a0f-4b0e-9a39-0c0f3a8d1e21"),
                Optional.empty(),
                issued.plus(LIFETIME));
    }

    private static void delete(Path directory) {
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
