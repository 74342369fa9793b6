// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A network namespace of Linux for each node, and one more that is the switch between them.
 *
 * <p>A node has two cables. One leads to this JVM's namespace and to nowhere else: clients and
 * daemons are there. The other leads to the switch, which has a bridge for each island of a split.
 * Nothing of it reaches other machines: there are no routes, and the switch has no address.
 *
 * <p>All names have the process id of this JVM, so that what a killed one has left can be removed.
 */
final class NamespaceNetwork implements Network {
    private static final Path NAMESPACES = Path.of("/run/netns");
    private static final Pattern NAME = Pattern.compile("imageio-(\\d+)-\\d+-(?:switch|\\d+)");
    private static final Pattern CABLE = Pattern.compile("im(\\d+)\\.\\d+\\.\\d+");
    private static final int CLUSTER_PORT = 5701;
    private static final int SUBNETS = 250;
    private static final int FIRST_HOST = 11;
    private static final String ADD_NODE =
            """
            ip netns add {node}
            ip -n {node} link set lo up
            ip -n {node} link add cluster type veth peer name port{number} netns {switch}
            ip -n {node} addr add {cluster}/24 dev cluster
            ip -n {node} link set cluster up
            ip -n {switch} link set port{number} master whole up
            ip -n {node} link add clients type veth peer name {cable} netns {pid}
            ip -n {node} addr add {client} peer {host} dev clients
            ip -n {node} link set clients up
            ip link set {cable} addrgenmode none
            ip addr add {host} peer {client} dev {cable}
            ip link set {cable} up
            """;

    private final int subnet;
    private final int nodes;

    private NamespaceNetwork(int subnet, int nodes) {
        this.subnet = subnet;
        this.nodes = nodes;
    }

    /**
     * Makes one for so many nodes.
     *
     * @throws NetworkException when the machine does not allow it; nothing of it is left then
     */
    static NamespaceNetwork create(int nodes) {
        NamespaceNetwork network = new NamespaceNetwork(freeSubnet(), nodes);
        try {
            network.build();
        } catch (NetworkException e) {
            network.close();
            throw e;
        }
        return network;
    }

    /** Removes what JVMs have left that have ended without a chance to close theirs. */
    static void removeStale() {
        // Another JVM may do the same now, so it is no error when something is gone.
        ofTheDead(namespaces(), NAME)
                .forEach(name -> Shell.run("ip netns del " + name + " 2>/dev/null || true"));
        ofTheDead(cables(), CABLE)
                .forEach(name -> Shell.run("ip link del " + name + " 2>/dev/null || true"));
    }

    private static Stream<String> ofTheDead(List<String> names, Pattern pattern) {
        return names.stream()
                .filter(
                        name -> {
                            Matcher parts = pattern.matcher(name);
                            return parts.matches()
                                    && ProcessHandle.of(Long.parseLong(parts.group(1))).isEmpty();
                        });
    }

    @Override
    public String hostAddress() {
        return "10.201." + subnet + ".1";
    }

    @Override
    public List<Place> places() {
        return IntStream.range(0, nodes)
                .mapToObj(
                        node ->
                                new Place(
                                        clientAddress(node),
                                        clusterAddress(node),
                                        CLUSTER_PORT,
                                        List.of("ip", "netns", "exec", namespace(node))))
                .toList();
    }

    @Override
    public Optional<String> whyWhole() {
        return Optional.empty();
    }

    @Override
    public void split(Set<Integer> island) {
        for (int node = 0; node < nodes; node++) {
            connect(node, island.contains(node) ? "island" : "whole");
        }
    }

    @Override
    public void heal() {
        split(Set.of());
    }

    @Override
    public void close() {
        for (int node = 0; node < nodes; node++) {
            // The kernel would remove a cable with its namespace, but at a time of its own.
            Shell.run(
                    "ip link del %s 2>/dev/null || true\nip netns del %s 2>/dev/null || true"
                            .formatted(cable(node), namespace(node)));
        }
        Shell.run("ip netns del %s 2>/dev/null || true".formatted(switchName()));
    }

    private void build() {
        Shell.run(
                """
                ip netns add {switch}
                ip -n {switch} link add whole type bridge
                ip -n {switch} link add island type bridge
                ip -n {switch} link set whole up
                ip -n {switch} link set island up
                """
                        .replace("{switch}", switchName()));
        for (int node = 0; node < nodes; node++) {
            Shell.run(
                    ADD_NODE.replace("{node}", namespace(node))
                            .replace("{switch}", switchName())
                            .replace("{number}", Integer.toString(node))
                            .replace("{cable}", cable(node))
                            .replace("{pid}", Long.toString(pid()))
                            .replace("{host}", hostAddress())
                            .replace("{client}", clientAddress(node))
                            .replace("{cluster}", clusterAddress(node)));
        }
    }

    private void connect(int node, String bridge) {
        Shell.run("ip -n %s link set port%d master %s".formatted(switchName(), node, bridge));
    }

    private String namespace(int node) {
        return name() + node;
    }

    private String switchName() {
        return name() + "switch";
    }

    private String name() {
        return "imageio-" + pid() + "-" + subnet + "-";
    }

    /** The end of a node's cable on this side; the kernel takes 15 characters. */
    private String cable(int node) {
        return "im" + pid() + "." + subnet + "." + node;
    }

    private String clientAddress(int node) {
        return "10.201." + subnet + "." + (FIRST_HOST + node);
    }

    private String clusterAddress(int node) {
        return "10.202." + subnet + "." + (FIRST_HOST + node);
    }

    private static long pid() {
        return ProcessHandle.current().pid();
    }

    /** One of which this machine has no address yet. */
    private static int freeSubnet() {
        Set<String> taken = addresses();
        return ThreadLocalRandom.current()
                .ints(1, SUBNETS + 1)
                .filter(subnet -> !taken.contains("10.201." + subnet + ".1"))
                .findFirst()
                .orElseThrow();
    }

    private static Set<String> addresses() {
        return interfaces().stream()
                .flatMap(NetworkInterface::inetAddresses)
                .map(InetAddress::getHostAddress)
                .collect(Collectors.toSet());
    }

    private static List<String> cables() {
        return interfaces().stream().map(NetworkInterface::getName).toList();
    }

    private static List<NetworkInterface> interfaces() {
        try {
            return NetworkInterface.networkInterfaces().toList();
        } catch (IOException e) {
            throw new NetworkException("Cannot list the machine's network: " + e.getMessage());
        }
    }

    private static List<String> namespaces() {
        try (Stream<Path> files = Files.list(NAMESPACES)) {
            return files.map(file -> file.getFileName().toString()).toList();
        } catch (IOException e) {
            // There never was one.
            return List.of();
        }
    }
}
