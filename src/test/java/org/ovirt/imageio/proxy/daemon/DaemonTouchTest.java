// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ovirt.imageio.proxy.config.DaemonConfig;
import org.ovirt.imageio.proxy.config.TlsConfig;
import org.ovirt.imageio.proxy.config.TrustConfig;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemException;
import org.ovirt.imageio.proxy.ticket.DaemonUri;
import org.ovirt.imageio.testing.daemon.DaemonTicket;
import org.ovirt.imageio.testing.daemon.ImageDaemon;
import org.ovirt.imageio.testing.daemon.SeenRequest;
import org.ovirt.imageio.testing.pki.LeafSpec;
import org.ovirt.imageio.testing.pki.TestPki;

class DaemonTouchTest {
    private static final Duration LIMIT = Duration.ofSeconds(5);

    @TempDir private Path directory;

    private final String id = UUID.randomUUID().toString();
    private final TestPki pki = TestPki.create();
    private ImageDaemon daemon;
    private DaemonTouch touch;

    @BeforeEach
    void start() throws Exception {
        start(LeafSpec.localhost());
    }

    private void start(LeafSpec leaf) throws Exception {
        stop();
        daemon = ImageDaemon.start(pki.serverContext(pki.issue(leaf)), 0);
        daemon.install(
                DaemonTicket.of(id, directory.resolve("image"), 1000, DaemonTicket.Operation.READ));
        touch = touch(LIMIT);
    }

    private DaemonTouch touch(Duration limit) throws Exception {
        DaemonConfig config = new DaemonConfig(pki.writeCaTo(directory), limit, limit, limit);
        return new DaemonTouch(
                new DaemonClient(
                        config,
                        new TlsConfig(1L << 30),
                        new TrustConfig(
                                Set.of("other.example"), Set.of(), List.of(), Set.of(54322))),
                config);
    }

    @AfterEach
    void stop() throws Exception {
        if (touch != null) {
            touch.close();
            daemon.close();
        }
    }

    private DaemonUri uri(String host) {
        return new DaemonUri(host, daemon.port(), "/images/" + id);
    }

    private static void assertFails(Problem problem, CompletableFuture<Void> touched) {
        assertThatThrownBy(touched::join)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        ProblemException.class, e -> assertThat(e.problem()).isEqualTo(problem));
    }

    @Test
    void theDaemonIsAskedWhatItCanDoAndLeftAtOnce() {
        for (int i = 0; i < 3; i++) {
            touch.touch(uri("localhost"), true).join();
        }
        assertThat(daemon.requests())
                .hasSize(3)
                .allMatch(seen -> seen.method().equals("OPTIONS"))
                .allMatch(seen -> seen.target().equals("/images/" + id))
                .extracting(SeenRequest::connection)
                .doesNotHaveDuplicates();
        await().until(() -> daemon.openConnections() == 0);
    }

    @Test
    void aDaemonThatRefusesHasNotBeenTouched() {
        daemon.remove(id);
        assertFails(Problem.DAEMON_REFUSED, touch.touch(uri("localhost"), true));
        await().until(() -> daemon.openConnections() == 0);
    }

    @Test
    void onlyATrustedDaemonIsTouchedIfTheEngineHasNotNamedIt() {
        assertFails(Problem.DAEMON_UNTRUSTED, touch.touch(uri("localhost"), false));
        assertThat(daemon.acceptedConnections()).isZero();
    }

    @Test
    void aDaemonMustBeWhoItShouldBe() throws Exception {
        start(LeafSpec.wrongHost());
        assertFails(Problem.DAEMON_CERTIFICATE, touch.touch(uri("localhost"), true));
        start(LeafSpec.commonNameOnly());
        assertFails(Problem.DAEMON_CERTIFICATE, touch.touch(uri("localhost"), true));
        assertThat(daemon.requests()).isEmpty();
    }

    @Test
    void aDaemonThatIsAwayIsUnreachable() throws Exception {
        DaemonUri away = uri("localhost");
        daemon.close();
        assertFails(Problem.DAEMON_UNREACHABLE, touch.touch(away, true));
    }

    @Test
    void aDaemonThatIsSilentIsNotWaitedForLong() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                DaemonTouch impatient = touch(Duration.ofSeconds(1))) {
            DaemonUri uri = new DaemonUri("localhost", silent.getLocalPort(), "/images/x");
            assertFails(Problem.DAEMON_STALLED, impatient.touch(uri, true));
        }
    }

    @Test
    void nothingIsTouchedAfterTheEnd() {
        touch.close();
        assertThatThrownBy(touch.touch(uri("localhost"), true)::join)
                .hasCauseInstanceOf(RejectedExecutionException.class);
    }
}
