// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ovirt.imageio.proxy.cluster.LocalCluster.TestNode;
import org.ovirt.imageio.proxy.config.DaemonConfig;
import org.ovirt.imageio.proxy.config.Network;
import org.ovirt.imageio.proxy.config.TlsConfig;
import org.ovirt.imageio.proxy.config.TrustConfig;
import org.ovirt.imageio.proxy.daemon.DaemonClient;
import org.ovirt.imageio.proxy.daemon.DaemonTouch;
import org.ovirt.imageio.proxy.ticket.DaemonUri;
import org.ovirt.imageio.proxy.ticket.Operation;
import org.ovirt.imageio.proxy.ticket.SampleTicket;
import org.ovirt.imageio.proxy.ticket.Ticket;
import org.ovirt.imageio.proxy.ticket.Transfer;
import org.ovirt.imageio.testing.daemon.DaemonTicket;
import org.ovirt.imageio.testing.daemon.ImageDaemon;
import org.ovirt.imageio.testing.pki.LeafSpec;
import org.ovirt.imageio.testing.pki.TestPki;

/** What happens to a daemon's ticket when a node is lost: real nodes and a daemon. */
class NodeLossTest {
    private static final Duration GRACE = Duration.ofSeconds(12);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir private Path directory;

    private final String id = UUID.randomUUID().toString();
    private ImageDaemon daemon;
    private DaemonTouch touch;
    private LocalCluster cluster;

    @BeforeEach
    void start() throws Exception {
        TestPki pki = TestPki.create();
        daemon = ImageDaemon.start(pki.serverContext(pki.issue(LeafSpec.localhost())), 0);
        daemon.install(
                DaemonTicket.of(id, directory.resolve("image"), 1000, DaemonTicket.Operation.READ));
        DaemonConfig config =
                new DaemonConfig(
                        pki.writeCaTo(directory),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(5));
        touch =
                new DaemonTouch(
                        new DaemonClient(
                                config,
                                new TlsConfig(1L << 30),
                                new TrustConfig(
                                        Set.of("localhost"),
                                        Set.of(),
                                        List.of(
                                                new Network(
                                                        InetAddress.getByName("127.0.0.9"), 32)),
                                        Set.of(daemon.port()))),
                        config);
        cluster = LocalCluster.start(3, GRACE, touch::touch);
    }

    @AfterEach
    void stop() throws Exception {
        cluster.close();
        touch.close();
        daemon.close();
    }

    private Ticket ticket() {
        Ticket sample =
                new SampleTicket()
                        .id(id)
                        .operations(Operation.READ)
                        .timeout(Duration.ofMinutes(5))
                        .build();
        return new Ticket(
                sample.id(),
                sample.size(),
                sample.operations(),
                sample.timeout(),
                sample.inactivityTimeout(),
                daemon.imageUri(id).toString(),
                DaemonUri.parse(daemon.imageUri(id).toString()),
                sample.transferId(),
                sample.filename(),
                sample.sparse(),
                sample.dirty());
    }

    private int touches() {
        assertThat(daemon.requests(id)).allMatch(seen -> seen.method().equals("OPTIONS"));
        return daemon.requests(id).size();
    }

    private void awaitTouchesAfter(int before) {
        await().atMost(PATIENCE).until(() -> touches() > before);
    }

    /** Uses a transfer and waits until all nodes have been told. */
    private void use(TestNode node) {
        Transfer transfer = node.transfers().find(ticket().id()).orElseThrow();
        HeldActivity activity = new HeldActivity(0, 10);
        transfer.begin(activity);
        transfer.finish(activity);
    }

    @Test
    void theDaemonsTicketIsKeptAliveUntilItsClientIsBackOrTheGraceIsOver() {
        cluster.node(0).tickets().install(ticket());
        // The one that would act is lost itself; the next one takes over.
        cluster.node(0).lose();
        awaitTouchesAfter(0);
        await().untilAsserted(() -> assertThat(daemon.openConnections(id)).isZero());
        int untilUsed = touches();
        use(cluster.node(2));
        awaitQuiet();
        int before = touches();
        // One may come before all nodes know; without a client there would be more.
        assertThat(before - untilUsed).isLessThanOrEqualTo(1);
        // And again: the next loss has a grace of its own, which ends without a client.
        cluster.node(1).lose();
        awaitTouchesAfter(before);
        awaitQuiet();
        assertThat(touches() - before).isBetween(1, 5);
    }

    /** For twice as long as it takes from one touch to the next. */
    private void awaitQuiet() {
        AtomicInteger last = new AtomicInteger(touches());
        await().atMost(PATIENCE)
                .during(GRACE.dividedBy(2))
                .until(() -> touches() == last.getAndSet(touches()));
    }

    @Test
    void aRemovedTicketIsNotTouched() {
        cluster.node(0).tickets().install(ticket());
        cluster.node(0).lose();
        awaitTouchesAfter(0);
        cluster.node(1).tickets().remove(ticket().id()).join();
        int untilRemoved = touches();
        awaitQuiet();
        // One may have been on its way.
        assertThat(touches() - untilRemoved).isLessThanOrEqualTo(1);
    }

    @Test
    void aNodeThatSaysGoodbyeLeavesNoClientsBehind() {
        cluster.node(0).tickets().install(ticket());
        cluster.node(0).leave();
        awaitQuiet();
        assertThat(touches()).isZero();
    }
}
