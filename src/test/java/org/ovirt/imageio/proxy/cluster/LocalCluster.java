// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.cluster;

import static org.awaitility.Awaitility.await;

import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ovirt.imageio.proxy.config.ClusterConfig;
import org.ovirt.imageio.proxy.config.SessionLimits;
import org.ovirt.imageio.proxy.ops.Readiness;
import org.ovirt.imageio.proxy.session.Sessions;
import org.ovirt.imageio.proxy.ticket.DaemonUri;
import org.ovirt.imageio.proxy.ticket.Journals;
import org.ovirt.imageio.proxy.ticket.Ticker;
import org.ovirt.imageio.proxy.ticket.Tickets;
import org.ovirt.imageio.proxy.ticket.Transfers;
import org.ovirt.imageio.testing.server.Ports;

/** Nodes of one cluster in this JVM, on loopback ports. */
final class LocalCluster implements AutoCloseable {
    private static final Duration LONGEST_SESSION = Duration.ofHours(1);
    private static final Duration REMOVE_TIMEOUT = Duration.ofSeconds(20);
    private static final String IPV4 = "127.0.0.1";
    private static final String IPV6 = "::1";

    private final List<TestNode> nodes = new ArrayList<>();

    /** What a proxy makes of its cluster. */
    record TestNode(
            ClusterConfig config,
            Cluster cluster,
            Transfers transfers,
            Sessions sessions,
            Tickets tickets,
            Readiness readiness) {
        private boolean isReady() {
            return readiness.isReady();
        }

        /** Returns the node as its engine knows it. */
        @Nullable HazelcastInstance hazelcast() {
            return Hazelcast.getHazelcastInstanceByName(
                    config.name() + "@" + config.address() + ":" + config.port());
        }

        /** Has it leave as one that is stopped does. */
        void leave() {
            cluster.sayGoodbye();
            cluster.close();
        }

        /** Loses it as a killed process is lost: nothing is said, and its port is closed. */
        void lose() {
            Objects.requireNonNull(hazelcast()).getLifecycleService().terminate();
            cluster.close();
        }
    }

    private LocalCluster() {}

    static LocalCluster start(int count) {
        return start(count, Duration.ZERO, LocalCluster::touchNothing);
    }

    private static CompletableFuture<Void> touchNothing(DaemonUri image, boolean vouched) {
        return CompletableFuture.completedFuture(null);
    }

    static LocalCluster start(int count, Duration stallGrace, KeepAlive keepAlive) {
        return start(IPV4, IPV4, count, stallGrace, keepAlive);
    }

    /** The same, on addresses of IPv6. */
    static LocalCluster startWithIpv6(int count) {
        return start(IPV6, "[::1]", count, Duration.ZERO, LocalCluster::touchNothing);
    }

    private static LocalCluster start(
            String address, String listedAs, int count, Duration stallGrace, KeepAlive keepAlive) {
        List<Integer> ports = Stream.generate(Ports::free).distinct().limit(count).toList();
        List<String> members = ports.stream().map(port -> listedAs + ":" + port).toList();
        LocalCluster cluster = new LocalCluster();
        for (int port : ports) {
            cluster.nodes.add(join(config("test", members, address, port, stallGrace), keepAlive));
        }
        await().atMost(Duration.ofSeconds(30))
                .until(() -> cluster.nodes.stream().allMatch(TestNode::isReady));
        return cluster;
    }

    static ClusterConfig config(String name, List<String> members, int port, Duration stallGrace) {
        return config(name, members, IPV4, port, stallGrace);
    }

    private static ClusterConfig config(
            String name, List<String> members, String address, int port, Duration stallGrace) {
        return new ClusterConfig(
                name,
                members,
                Optional.empty(),
                address,
                port,
                members.size(),
                1,
                Duration.ofMinutes(2),
                stallGrace);
    }

    private static TestNode join(ClusterConfig config, KeepAlive keepAlive) {
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
        Readiness readiness = new Readiness();
        return new TestNode(
                config,
                cluster,
                transfers,
                sessions,
                cluster.open(transfers, sessions, journals, readiness, keepAlive),
                readiness);
    }

    TestNode node(int index) {
        return nodes.get(index);
    }

    @Override
    public void close() {
        nodes.stream().filter(node -> node.hazelcast() != null).forEach(TestNode::leave);
    }
}
