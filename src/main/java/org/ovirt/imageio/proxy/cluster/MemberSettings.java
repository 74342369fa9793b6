// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.cluster;

import com.hazelcast.config.AdvancedNetworkConfig;
import com.hazelcast.config.ClassFilter;
import com.hazelcast.config.Config;
import com.hazelcast.config.ExecutorConfig;
import com.hazelcast.config.InMemoryFormat;
import com.hazelcast.config.IndexConfig;
import com.hazelcast.config.IndexType;
import com.hazelcast.config.JavaSerializationFilterConfig;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MergePolicyConfig;
import com.hazelcast.config.ServerSocketEndpointConfig;
import com.hazelcast.config.SocketInterceptorConfig;
import com.hazelcast.config.TcpIpConfig;
import java.util.List;
import java.util.UUID;
import org.ovirt.imageio.proxy.config.ClusterConfig;

/** The settings of this node as a Hazelcast member: what it needs, and nothing else is open. */
final class MemberSettings {
    static final String EXECUTOR = "peers";

    /** The attribute of a member that names its process. */
    static final String NODE = "node";

    /** The tickets are on every node of a cluster of up to three: each can read them alone. */
    private static final int TICKET_BACKUPS = 2;

    private static final int SESSION_BACKUPS = 1;
    private static final int JOURNAL_BACKUPS = 1;
    private static final int PEER_THREADS = 16;
    private static final int CONNECT_SECONDS = 2;

    private static final List<String> EXCEPTIONS =
            List.of(
                    "com.hazelcast.internal.cluster.impl.ClusterTopologyChangedException",
                    "com.hazelcast.internal.partition.PartitionStateVersionMismatchException",
                    "com.hazelcast.nio.serialization.HazelcastSerializationException",
                    "com.hazelcast.partition.NoDataMemberInClusterException",
                    "com.hazelcast.query.QueryException",
                    "java.io.EOFException",
                    "java.io.IOException",
                    "java.lang.ArithmeticException",
                    "java.lang.AssertionError",
                    "java.lang.ClassCastException",
                    "java.lang.ClassNotFoundException",
                    "java.lang.Error",
                    "java.lang.Exception",
                    "java.lang.IllegalArgumentException",
                    "java.lang.IllegalStateException",
                    "java.lang.IndexOutOfBoundsException",
                    "java.lang.InterruptedException",
                    "java.lang.LinkageError",
                    "java.lang.NoClassDefFoundError",
                    "java.lang.NullPointerException",
                    "java.lang.OutOfMemoryError",
                    "java.lang.ReflectiveOperationException",
                    "java.lang.RuntimeException",
                    "java.lang.StackOverflowError",
                    "java.lang.Throwable",
                    "java.lang.UnsupportedOperationException",
                    "java.lang.VirtualMachineError",
                    "java.util.concurrent.CancellationException",
                    "java.util.concurrent.ExecutionException",
                    "java.util.concurrent.RejectedExecutionException",
                    "java.util.concurrent.TimeoutException");

    private MemberSettings() {}

    static Config of(ClusterConfig cluster, Desk desk, ClassLoader loader) {
        Config config = new Config();
        config.setClassLoader(loader);
        config.setClusterName(cluster.name());
        config.setInstanceName(cluster.name() + "@" + cluster.address() + ":" + cluster.port());
        config.getUserContext().put(Desk.NAME, desk);
        config.getMemberAttributeConfig().setAttribute(NODE, UUID.randomUUID().toString());
        properties(config);
        config.setAdvancedNetworkConfig(network(cluster));
        closeDoors(config);
        Formats.addTo(config.getSerializationConfig());
        config.addMapConfig(map(TicketMap.NAME, TICKET_BACKUPS, TicketMerge.class));
        config.addMapConfig(
                map(JournalMap.NAME, JOURNAL_BACKUPS, JournalMerge.class)
                        .setInMemoryFormat(InMemoryFormat.OBJECT)
                        // A copy that is late would tell of bytes that are overwritten.
                        .setReadBackupData(false));
        config.addMapConfig(
                map(SessionMap.NAME, SESSION_BACKUPS, SessionMerge.class)
                        // Each session that is opened counts them.
                        .addIndexConfig(new IndexConfig(IndexType.HASH, SessionMap.TICKET))
                        .addIndexConfig(new IndexConfig(IndexType.HASH, SessionMap.ENDED)));
        config.addExecutorConfig(new ExecutorConfig(EXECUTOR, PEER_THREADS));
        return config;
    }

    private static void properties(Config config) {
        config.setProperty("hazelcast.logging.type", "jdk");
        config.setProperty("hazelcast.phone.home.enabled", "false");
        // The server ends the deployment, and the deployment its member.
        config.setProperty("hazelcast.shutdownhook.enabled", "false");
        config.setProperty("hazelcast.socket.bind.any", "false");
        // An address of IPv6 is not even looked for otherwise.
        config.setProperty("hazelcast.prefer.ipv4.stack", "false");
        config.setProperty("hazelcast.heartbeat.interval.seconds", "2");
        config.setProperty("hazelcast.max.no.heartbeat.seconds", "10");
        config.setProperty("hazelcast.operation.call.timeout.millis", "10000");
        config.setProperty("hazelcast.wait.seconds.before.join", "0");
        // Two halves find one another within seconds, not minutes.
        config.setProperty("hazelcast.merge.first.run.delay.seconds", "5");
        config.setProperty("hazelcast.merge.next.run.delay.seconds", "5");
        // Each has a thread that wakes all the time to write a log.
        config.setProperty("hazelcast.slow.operation.detector.enabled", "false");
        config.setProperty("hazelcast.health.monitoring.level", "OFF");
        // Little is kept here; the threads of the server have more to do.
        config.setProperty("hazelcast.io.thread.count", "2");
        config.setProperty("hazelcast.operation.thread.count", "2");
        config.setProperty("hazelcast.operation.generic.thread.count", "2");
        config.setProperty("hazelcast.event.thread.count", "1");
        config.setProperty("hazelcast.graceful.shutdown.max.wait", "20");
    }

    /** With an endpoint for members alone, no other protocol is spoken on the port. */
    private static AdvancedNetworkConfig network(ClusterConfig cluster) {
        ServerSocketEndpointConfig endpoint = new ServerSocketEndpointConfig();
        endpoint.setPort(cluster.port());
        endpoint.setPortAutoIncrement(false);
        endpoint.getInterfaces().setEnabled(true).addInterface(cluster.address());
        // Without this Hazelcast does not ask ListedPeers.
        endpoint.setSocketInterceptorConfig(new SocketInterceptorConfig().setEnabled(true));
        AdvancedNetworkConfig network = new AdvancedNetworkConfig();
        network.setEnabled(true);
        network.setMemberEndpointConfig(endpoint);
        JoinConfig join = network.getJoin();
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        TcpIpConfig list = join.getTcpIpConfig();
        list.setEnabled(!cluster.members().isEmpty());
        list.setConnectionTimeoutSeconds(CONNECT_SECONDS);
        cluster.members().forEach(list::addMember);
        cluster.kubernetesService()
                .ifPresent(
                        service ->
                                join.getKubernetesConfig()
                                        .setEnabled(true)
                                        .setProperty("service-dns", service));
        return network;
    }

    private static void closeDoors(Config config) {
        // Nobody reads them, and they are most of what an idle member costs.
        config.getMetricsConfig().setEnabled(false);
        config.getJetConfig().setEnabled(false);
        config.getManagementCenterConfig()
                .setScriptingEnabled(false)
                .setConsoleEnabled(false)
                .setDataAccessEnabled(false);
        config.getSerializationConfig().setJavaSerializationFilterConfig(filter());
    }

    /**
     * What of Java's serialisation is read: exceptions, which members tell one another of. Nothing
     * else is ever sent in it. Whole families of packages would let in the libraries that Hazelcast
     * contains, and those of the JDK that call methods by their names.
     */
    private static JavaSerializationFilterConfig filter() {
        JavaSerializationFilterConfig filter = new JavaSerializationFilterConfig();
        filter.setDefaultsDisabled(true);
        filter.setWhitelist(
                new ClassFilter()
                        .addPackages("com.hazelcast.core", "com.hazelcast.spi.exception")
                        .addPrefixes("[Ljava.lang.StackTraceElement")
                        .addClasses(EXCEPTIONS.toArray(String[]::new))
                        .addClasses(
                                "java.lang.StackTraceElement",
                                "java.util.Collections$EmptyList",
                                "java.util.Collections$UnmodifiableList",
                                "java.util.Collections$UnmodifiableCollection",
                                "java.util.Collections$UnmodifiableRandomAccessList",
                                "java.util.ArrayList"));
        return filter;
    }

    private static MapConfig map(String name, int backups, Class<? extends RecordMerge<?>> merge) {
        return new MapConfig(name)
                .setInMemoryFormat(InMemoryFormat.BINARY)
                .setBackupCount(backups)
                // A copy is written before its writer is told that all is well.
                .setReadBackupData(true)
                .setMergePolicyConfig(new MergePolicyConfig().setPolicy(merge.getName()));
    }
}
