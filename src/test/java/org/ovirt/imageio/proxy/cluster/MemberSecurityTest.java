// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.cluster;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.hazelcast.cluster.Member;
import com.hazelcast.config.Config;
import com.hazelcast.config.JavaSerializationFilterConfig;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.impl.DefaultNodeContext;
import com.hazelcast.instance.impl.HazelcastInstanceFactory;
import com.hazelcast.map.IMap;
import com.hazelcast.nio.serialization.HazelcastSerializationException;
import com.hazelcast.shaded.com.fasterxml.jackson.core.Version;
import java.io.IOException;
import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.crypto.NullCipher;
import javax.crypto.SealedObject;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ovirt.imageio.proxy.config.ClusterConfig;
import org.ovirt.imageio.testing.server.Ports;

/** A member of the cluster among strangers, on loopback addresses. */
class MemberSecurityTest {
    private static final String NAME = "guarded";
    private static final String ADDRESS = "127.0.0.1";
    private static final String LISTED = "127.0.0.2";
    private static final String UNLISTED = "127.0.0.9";
    private static final int PORT = Ports.free();
    private static final List<String> MEMBERS = List.of(ADDRESS + ":" + PORT, LISTED + ":" + PORT);
    private static final Pattern LOCAL_PORT = Pattern.compile("^ *\\d+: [0-9A-F]+:([0-9A-F]{4}) ");
    private static final ToldLog DOOR = new ToldLog();
    private static final LogWatch LOG = LogWatch.of("com.hazelcast");

    private static HazelcastInstance member;

    private final List<HazelcastInstance> rogues = new ArrayList<>();

    @BeforeAll
    static void start() {
        ClusterConfig cluster = cluster(NAME, ADDRESS);
        Config settings = MemberSettings.of(cluster, new Desk(), loader());
        member =
                HazelcastInstanceFactory.newHazelcastInstance(
                        settings, settings.getInstanceName(), new ListedPeers(cluster, DOOR));
    }

    @AfterAll
    static void stop() {
        member.getLifecycleService().terminate();
        LOG.close();
    }

    @AfterEach
    void stopRogues() {
        rogues.forEach(rogue -> rogue.getLifecycleService().terminate());
        await().until(() -> member.getCluster().getMembers().size() == 1);
    }

    private static ClassLoader loader() {
        return MemberSecurityTest.class.getClassLoader();
    }

    private static ClusterConfig cluster(String name, String address) {
        return new ClusterConfig(
                name,
                MEMBERS,
                Optional.empty(),
                address,
                PORT,
                1,
                1,
                Duration.ofMinutes(2),
                Duration.ZERO);
    }

    /** A member that is built as ours are, but trusts everybody. */
    private HazelcastInstance rogue(String name, String address) {
        Config settings = MemberSettings.of(cluster(name, address), new Desk(), loader());
        // It is none of the interfaces' own addresses.
        settings.setProperty("hazelcast.local.localAddress", address);
        settings.getSerializationConfig()
                .setJavaSerializationFilterConfig(
                        new JavaSerializationFilterConfig().setDefaultsDisabled(true));
        HazelcastInstance rogue =
                HazelcastInstanceFactory.newHazelcastInstance(
                        settings, settings.getInstanceName(), new DefaultNodeContext());
        rogues.add(rogue);
        return rogue;
    }

    private static Socket connect(String from) throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(address(from), 0));
        socket.connect(new InetSocketAddress(address(ADDRESS), PORT), 5000);
        socket.setSoTimeout(15_000);
        return socket;
    }

    private static InetAddress address(String literal) throws IOException {
        return InetAddress.getAllByName(literal)[0];
    }

    private static void assertDisconnected(Socket socket) throws IOException {
        try {
            assertThat(socket.getInputStream().readAllBytes()).isEmpty();
        } catch (SocketException e) {
            assertThat(e).hasMessageContaining("reset");
        }
    }

    @Test
    void aMemberOfAnotherClusterIsRefusedAndLogged() {
        HazelcastInstance rogue = rogue("other", LISTED);
        await().untilAsserted(
                        () ->
                                assertThat(LOG.messages())
                                        .anyMatch(
                                                message ->
                                                        message.startsWith("WARNING")
                                                                && message.contains(LISTED)
                                                                && message.contains("other")));
        assertThat(rogue.getCluster().getMembers()).hasSize(1);
        assertThat(member.getCluster().getMembers()).hasSize(1);
    }

    @Test
    void aMemberAtAnotherAddressIsRefusedAndLogged() {
        HazelcastInstance rogue = rogue(NAME, UNLISTED);
        assertToldOf(UNLISTED);
        assertThat(rogue.getCluster().getMembers()).hasSize(1);
        assertThat(member.getCluster().getMembers()).hasSize(1);
    }

    private static void assertToldOf(String address) {
        await().untilAsserted(
                        () ->
                                assertThat(DOOR.messages())
                                        .anyMatch(
                                                message ->
                                                        message.startsWith("WARNING")
                                                                && message.contains(
                                                                        "from " + address + ",")));
    }

    @Test
    void anotherAddressIsDisconnectedBeforeItHasSaidAnything() throws Exception {
        String address = "127.0.0.10";
        try (Socket socket = connect(address)) {
            assertDisconnected(socket);
        } catch (SocketException e) {
            // Even before it was seen to be connected.
            assertThat(e).hasMessageContaining("reset");
        }
        assertToldOf(address);
    }

    @Test
    void aListedMemberJoins() {
        assertThat(rogue(NAME, LISTED).getCluster().getMembers()).hasSize(2);
        assertThat(DOOR.messages()).noneMatch(message -> message.contains("from " + LISTED + ","));
    }

    /** What is not for members is refused, though it comes from where members do. */
    @Test
    void nothingButTheProtocolOfMembersIsSpoken() throws Exception {
        List<String> others =
                List.of(
                        "CP2" + "\0".repeat(100),
                        "GET /hazelcast/health HTTP/1.1\r\nHost: " + ADDRESS + "\r\n\r\n",
                        "POST /hazelcast/rest/maps/tickets/x HTTP/1.1\r\nContent-Length: 0\r\n\r\n",
                        "stats\r\n",
                        "get tickets:x\r\n",
                        "TLS" + "\0".repeat(100),
                        "\u0016\u0003\u0001" + "\0".repeat(100));
        List<Socket> sockets = new ArrayList<>();
        // All at once, since a member takes seconds to hang up.
        for (String bytes : others) {
            Socket socket = connect(LISTED);
            sockets.add(socket);
            socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
            socket.getOutputStream().flush();
        }
        for (Socket socket : sockets) {
            assertDisconnected(socket);
            socket.close();
        }
        assertThat(LOG.messages())
                .filteredOn(message -> message.contains("ProtocolException"))
                .hasSizeGreaterThanOrEqualTo(others.size());
    }

    @Test
    void aTaskOfJavasSerialisationIsRefusedBeforeItsCodeRuns() {
        HazelcastInstance rogue = rogue(NAME, LISTED);
        assertThatThrownBy(() -> send(rogue, new PlantedTask()).get())
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(HazelcastSerializationException.class)
                .hasStackTraceContaining("PlantedTask");
        assertThat(PlantedTask.runs()).isZero();
        assertThat(LOG.messages())
                .anyMatch(
                        message ->
                                message.contains("not allowed") || message.contains("PlantedTask"));
    }

    @ParameterizedTest
    @MethodSource("plantedValues")
    void aValueOfJavasSerialisationIsRefusedBeforeItsCodeRuns(Object planted) {
        HazelcastInstance rogue = rogue(NAME, LISTED);
        IMap<String, Object> theirs = rogue.getMap(TicketMap.NAME);
        theirs.set("planted", planted);
        IMap<String, Object> ours = member.getMap(TicketMap.NAME);
        assertThatThrownBy(() -> ours.get("planted"))
                .isInstanceOf(HazelcastSerializationException.class)
                .hasStackTraceContaining("not allowed");
        assertThat(PlantedTask.runs()).isZero();
    }

    /** Among them parts of what libraries have been attacked by. */
    static Stream<Object> plantedValues() throws Exception {
        return Stream.of(
                new PlantedTask(),
                new SealedObject("text", new NullCipher()),
                Map.of("a", "b"),
                new Version(1, 2, 3, null, null, null),
                Proxy.newProxyInstance(
                        loader(), new Class<?>[] {Runnable.class}, new PlantedHandler()),
                (Callable<String> & Serializable) () -> "done");
    }

    private static final class PlantedHandler implements InvocationHandler, Serializable {
        private static final long serialVersionUID = 1L;

        @Override
        public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) {
            return null;
        }
    }

    private static Future<String> send(HazelcastInstance from, Callable<String> task) {
        Member there =
                from.getCluster().getMembers().stream()
                        .filter(one -> !one.localMember())
                        .findAny()
                        .orElseThrow();
        return from.getExecutorService(MemberSettings.EXECUTOR).submitToMember(task, there);
    }

    @Test
    void itListensOnItsOwnAddressAlone() throws Exception {
        for (String other : List.of(LISTED, "127.0.0.3")) {
            try (Socket socket = new Socket()) {
                assertThatThrownBy(
                                () ->
                                        socket.connect(
                                                new InetSocketAddress(address(other), PORT), 1000))
                        .isInstanceOf(ConnectException.class);
            }
        }
        // Hazelcast's port of multicast.
        assertThat(udpPorts()).doesNotContain(54327);
    }

    private static List<Integer> udpPorts() throws IOException {
        List<Integer> ports = new ArrayList<>();
        for (String file : List.of("/proc/self/net/udp", "/proc/self/net/udp6")) {
            Files.readAllLines(Path.of(file)).stream()
                    .skip(1)
                    .map(LOCAL_PORT::matcher)
                    .filter(Matcher::find)
                    .forEach(found -> ports.add(Integer.parseInt(found.group(1), 16)));
        }
        return ports;
    }

    @Test
    void allDoorsAreClosed() throws Exception {
        Config config = member.getConfig();
        assertThat(config.getJetConfig().isEnabled()).isFalse();
        assertThat(config.getJetConfig().isResourceUploadEnabled()).isFalse();
        assertThat(config.getManagementCenterConfig().isScriptingEnabled()).isFalse();
        assertThat(config.getManagementCenterConfig().isConsoleEnabled()).isFalse();
        assertThat(config.getManagementCenterConfig().isDataAccessEnabled()).isFalse();
        assertThat(config.getUserCodeDeploymentConfig().isEnabled()).isFalse();
        assertThat(config.getNamespacesConfig().isEnabled()).isFalse();
        assertThat(config.getAdvancedNetworkConfig().getJoin().getMulticastConfig().isEnabled())
                .isFalse();
        assertThat(config.getAdvancedNetworkConfig().getJoin().isAutoDetectionEnabled()).isFalse();
        assertThat(config.getAdvancedNetworkConfig().getEndpointConfigs()).hasSize(1);
        InetAddress bound = member.getCluster().getLocalMember().getSocketAddress().getAddress();
        assertThat(bound.getHostAddress().toLowerCase(Locale.ROOT)).isEqualTo(ADDRESS);
    }
}
