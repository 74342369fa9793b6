// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ovirt.imageio.proxy.config.DaemonConfig;
import org.ovirt.imageio.proxy.config.TlsConfig;
import org.ovirt.imageio.proxy.config.TrustConfig;
import org.ovirt.imageio.proxy.problem.ProblemException;
import org.ovirt.imageio.proxy.ticket.DaemonUri;
import org.ovirt.imageio.testing.pki.LeafSpec;
import org.ovirt.imageio.testing.pki.TestPki;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Xnio;
import org.xnio.XnioWorker;

/** A body for a daemon that takes no more of it, until it does. */
class DaemonExchangeTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final DaemonRequest REQUEST = new DaemonRequest("PUT", "/images/x", Map.of());

    @TempDir private Path directory;

    private final TestPki pki = TestPki.create();
    private final CompletableFuture<Void> full = new CompletableFuture<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private SSLServerSocket daemon;
    private XnioWorker worker;
    private volatile long written;

    @BeforeEach
    void start() throws Exception {
        daemon =
                (SSLServerSocket)
                        pki.serverContext(pki.issue(LeafSpec.localhost()))
                                .getServerSocketFactory()
                                .createServerSocket(0, 1, InetAddress.getLoopbackAddress());
        daemon.setReceiveBufferSize(16 * 1024);
        worker = Xnio.getInstance().createWorker(OptionMap.create(Options.WORKER_IO_THREADS, 1));
    }

    @AfterEach
    void stop() throws Exception {
        worker.shutdownNow();
        daemon.close();
    }

    @Test
    void whatWaitsIsSentWhenTheDaemonTakesIt() throws Exception {
        assertThat(received(true)).isEqualTo(written);
    }

    @Test
    void whatWaitsIsNotSentByANodeThatMayNotSendAnyMore() throws Exception {
        assertThat(received(false)).isBetween(1L, written - 1);
    }

    /** Fills the connection, lets the daemon read, and returns how much of the body it got. */
    private long received(boolean maySendLater) throws Exception {
        DaemonConfig config = new DaemonConfig(pki.writeCaTo(directory), LIMIT, LIMIT, LIMIT);
        DaemonClient client =
                new DaemonClient(
                        config,
                        new TlsConfig(1L << 30),
                        new TrustConfig(
                                Set.of("other.example"), Set.of(), List.of(), Set.of(54322)));
        DaemonRoute route =
                client.route(new DaemonUri("localhost", daemon.getLocalPort(), "/images/x"));
        IoLoop loop = new IoLoop(worker.getIoThread());
        loop.thread().execute(() -> new Filling(loop, maySendLater).open(client, route));
        try (SSLSocket socket = (SSLSocket) daemon.accept()) {
            socket.startHandshake();
            full.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            return rest(socket.getInputStream()) - headLength();
        } finally {
            ended.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private int headLength() {
        return REQUEST.encode("localhost:" + daemon.getLocalPort()).length;
    }

    /** A connection that ends within a record ends with an exception. */
    private static long rest(InputStream in) {
        byte[] bytes = new byte[16 * 1024];
        long sum = 0;
        try {
            for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                sum += count;
            }
        } catch (IOException e) {
            return sum;
        }
        return sum;
    }

    /** Sends until nothing more can be taken, and ends when that changes. */
    private final class Filling implements DaemonExchange.Listener {
        private final IoLoop loop;
        private final boolean maySendLater;
        private @Nullable DaemonExchange exchange;
        private boolean maySend = true;

        Filling(IoLoop loop, boolean maySendLater) {
            this.loop = loop;
            this.maySendLater = maySendLater;
        }

        void open(DaemonClient client, DaemonRoute route) {
            exchange = client.open(loop, route, this);
        }

        private DaemonExchange exchange() {
            return Objects.requireNonNull(exchange);
        }

        @Override
        public void opened() {
            exchange().send(REQUEST);
            long count = 0;
            while (exchange().isWritable()) {
                exchange().write(loop.plainBytes(), 0, IoLoop.RECORD_PLAIN_BYTES);
                count += IoLoop.RECORD_PLAIN_BYTES;
            }
            written = count;
            maySend = maySendLater;
            full.complete(null);
        }

        @Override
        public boolean maySend() {
            return maySend;
        }

        @Override
        public void writable() {
            exchange().end(() -> ended.complete(null));
        }

        @Override
        public void head(ResponseHead head) {
            throw new AssertionError("this daemon says nothing");
        }

        @Override
        public void body() {
            throw new AssertionError("this daemon says nothing");
        }

        @Override
        public void failed(ProblemException problem) {
            full.completeExceptionally(problem);
            ended.completeExceptionally(problem);
        }
    }
}
