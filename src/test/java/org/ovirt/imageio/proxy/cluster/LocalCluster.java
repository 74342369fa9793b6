// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.cluster;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.ovirt.imageio.proxy.config.ClusterConfig;
import org.ovirt.imageio.proxy.config.SessionLimits;
import org.ovirt.imageio.proxy.ops.Readiness;
import org.ovirt.imageio.proxy.session.Sessions;
import org.ovirt.imageio.proxy.ticket.Journals;
import org.ovirt.imageio.proxy.ticket.Ticker;
import org.ovirt.imageio.proxy.ticket.Tickets;
import org.ovirt.imageio.proxy.ticket.Transfers;
import org.ovirt.imageio.testing.server.Ports;

/** Nodes of one cluster in this JVM, on loopback ports. */
final class LocalCluster implements AutoCloseable {
    private static final Duration LONGEST_SESSION = Duration.ofHours(1);
    private static final Duration REMOVE_TIMEOUT = Duration.ofSeconds(20);
    private static final String ADDRESS = "127.0.0.1";

    private final List<TestNode> nodes = new ArrayList<>();

    /** What a proxy makes of its cluster. */
    record TestNode(Cluster cluster, Transfers transfers, Sessions sessions, Tickets tickets) {}

    private LocalCluster() {}

    static LocalCluster start(int count) {
        List<Integer> ports = Stream.generate(Ports::free).distinct().limit(count).toList();
        List<String> members = ports.stream().map(port -> ADDRESS + ":" + port).toList();
        LocalCluster cluster = new LocalCluster();
        for (int port : ports) {
            cluster.nodes.add(join(config("test", members, port)));
        }
        return cluster;
    }

    static ClusterConfig config(String name, List<String> members, int port) {
        return new ClusterConfig(
                name,
                members,
                Optional.empty(),
                ADDRESS,
                port,
                members.size(),
                1,
                Duration.ofMinutes(2),
                Duration.ofMinutes(2));
    }

    private static TestNode join(ClusterConfig config) {
        Ticker ticker = System::nanoTime;
        Cluster cluster = Cluster.join(config, LONGEST_SESSION, REMOVE_TIMEOUT, ticker);
        Transfers transfers =
                new Transfers(
                        ticker,
                        100,
                        Duration.ofDays(1),
                        cluster.journalStore(),
                        cluster.directory());
        Journals journals =
                new Journals(
                        cluster.name(),
                        cluster.journalStore(),
                        cluster.remoteWrites(),
                        Duration.ofSeconds(5));
        Sessions sessions =
                new Sessions(
                        cluster.sessionStore(),
                        new SessionLimits(LONGEST_SESSION, 100, 10),
                        Duration.ZERO,
                        Clock.systemUTC(),
                        ticker);
        return new TestNode(
                cluster,
                transfers,
                sessions,
                cluster.open(transfers, sessions, journals, new Readiness()));
    }

    TestNode node(int index) {
        return nodes.get(index);
    }

    @Override
    public void close() {
        nodes.forEach(node -> node.cluster().close());
    }
}
