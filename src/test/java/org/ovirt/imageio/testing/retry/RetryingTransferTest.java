// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.retry;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ovirt.imageio.testing.daemon.DaemonTicket;
import org.ovirt.imageio.testing.daemon.DaemonTicket.Operation;
import org.ovirt.imageio.testing.daemon.ImageDaemon;
import org.ovirt.imageio.testing.pki.LeafSpec;
import org.ovirt.imageio.testing.pki.TestPki;

/** Two daemons with one file stand for two nodes. */
class RetryingTransferTest {
    private static final int SIZE = 32 << 20;
    private static final long SLOW = 16L << 20;

    private final TestPki pki = TestPki.create();
    private final String id = UUID.randomUUID().toString();
    @TempDir private Path directory;
    private Path file = Path.of("");
    private ImageDaemon one;
    private ImageDaemon two;

    RetryingTransferTest() throws IOException {
        one = ImageDaemon.start(pki.serverContext(pki.issue(LeafSpec.localhost())), 0);
        two = ImageDaemon.start(pki.serverContext(pki.issue(LeafSpec.localhost())), 0);
    }

    @BeforeEach
    void install() throws IOException {
        file = directory.resolve("image");
        Files.write(file, new byte[SIZE]);
        one.install(ticket());
        two.install(ticket());
    }

    @AfterEach
    void close() throws IOException {
        one.close();
        two.close();
    }

    @Test
    void anUploadIsWhatWasAcknowledged() throws Exception {
        try (RetryingUpload upload = RetryingUpload.start(settings(), SIZE)) {
            upload.await();
            assertThat(upload.progress()).isEqualTo(1);
            assertThat(upload.acknowledged().missingFrom(file)).isEmpty();
            assertThat(sha256(file)).isEqualTo(upload.acknowledged().sha256());
            assertThat(upload.failures()).isEmpty();
        }
        assertThat(one.movedBytes(id)).isPositive();
        assertThat(two.movedBytes(id)).isPositive();
    }

    @Test
    void anUploadGoesOnAtTheNodeThatIsLeft() throws Exception {
        try (RetryingUpload upload =
                RetryingUpload.start(settings().withBytesPerSecond(SLOW), SIZE)) {
            await().atMost(10, SECONDS).until(() -> upload.progress() > 0.2);
            one.close();
            upload.await();
            assertThat(sha256(file)).isEqualTo(upload.acknowledged().sha256());
            assertThat(upload.failures()).isNotEmpty();
        }
    }

    @Test
    void aDownloadGoesOnAtTheNodeThatIsLeftWhereItWasStopped() throws Exception {
        byte[] bytes = new byte[SIZE];
        new Random(1).nextBytes(bytes);
        Files.write(file, bytes);
        try (RetryingDownload download =
                RetryingDownload.start(settings().withBytesPerSecond(SLOW), SIZE)) {
            await().atMost(10, SECONDS).until(() -> download.progress() > 0.2);
            one.close();
            download.await();
            assertThat(download.sha256()).isEqualTo(sha256(file));
            assertThat(download.failures()).isNotEmpty();
        }
        // Nothing was asked for twice but what was on its way.
        assertThat(one.movedBytes(id) + two.movedBytes(id)).isLessThan(SIZE * 2L);
    }

    @Test
    void aNodeThatTakesConnectionsAndNothingElseIsLeft() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                RetryingUpload upload =
                        RetryingUpload.start(
                                Settings.of(
                                                List.of(
                                                        uri(silent.getLocalPort()),
                                                        uri(two.port())),
                                                pki.clientContext(),
                                                1)
                                        .withPatience(Duration.ofMillis(300)),
                                SIZE / 32)) {
            upload.await();
            assertThat(upload.acknowledged().missingFrom(file)).isEmpty();
        }
    }

    @Test
    void aRefusalIsFinal() throws Exception {
        one.remove(id);
        two.remove(id);
        try (RetryingUpload upload = RetryingUpload.start(settings(), SIZE)) {
            assertThatThrownBy(upload::await)
                    .isInstanceOfSatisfying(
                            RefusedException.class, e -> assertThat(e.status()).isEqualTo(403));
        }
    }

    @Test
    void itDoesNotTryForEver() throws Exception {
        one.close();
        two.close();
        try (RetryingUpload upload =
                RetryingUpload.start(settings().withLimit(Duration.ofSeconds(1)), SIZE)) {
            assertThatThrownBy(upload::await)
                    .isInstanceOf(IOException.class)
                    .hasStackTraceContaining("Not done in PT1S");
        }
    }

    @Test
    void whatIsMissingIsTold() throws Exception {
        try (RetryingUpload upload = RetryingUpload.start(settings(), SIZE)) {
            upload.await();
            byte[] bytes = Files.readAllBytes(file);
            bytes[SIZE / 2] ^= 1;
            Files.write(file, bytes);
            assertThat(upload.acknowledged().missingFrom(file).orElseThrow())
                    .contains("At " + SIZE / 2);
        }
    }

    private Settings settings() {
        return Settings.of(List.of(uri(one.port()), uri(two.port())), pki.clientContext(), 4711)
                .withBytesPerSecond(1L << 30);
    }

    private URI uri(int port) {
        return URI.create("https://localhost:" + port + "/images/" + id);
    }

    private DaemonTicket ticket() {
        return DaemonTicket.of(id, file, SIZE, Operation.READ, Operation.WRITE);
    }

    private static String sha256(Path path) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(path)));
    }
}
