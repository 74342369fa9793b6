// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The nodes that are one proxy together.
 *
 * @param name what the members call their cluster; no secret
 * @param members where the nodes are, each as {@code host:port}; empty for a single node, or where
 *     Kubernetes tells
 * @param kubernetesService the DNS name of a headless service whose addresses are the nodes
 * @param address the private IP address that this node's cluster port is bound to; empty for a
 *     single node
 * @param port the TCP port of the cluster
 * @param minimum how many nodes must have joined before a starting node is ready
 * @param writeMinimum with how many nodes at least tickets are installed, extended and removed
 * @param isolationLimit how long a lost node counts as one that may still relay, and for how long a
 *     node that is cut off from the majority relays on
 * @param stallGrace for how long the tickets of daemons are kept alive after a node was lost
 */
public record ClusterConfig(
        String name,
        List<String> members,
        Optional<String> kubernetesService,
        String address,
        int port,
        int minimum,
        int writeMinimum,
        Duration isolationLimit,
        Duration stallGrace) {
    private static final String MEMBERS = "imageio.cluster.members";
    private static final String SERVICE = "imageio.cluster.kubernetes-service";
    private static final String ADDRESS = "imageio.cluster.address";
    private static final String MINIMUM = "imageio.cluster.minimum";
    private static final String WRITE_MINIMUM = "imageio.cluster.write-minimum";
    private static final String NAME = "imageio.cluster.name";
    private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9._-]{1,100}");
    private static final Pattern WITH_PORT = Pattern.compile("(.*):([1-9]\\d{0,4})");
    private static final int MOST_MEMBERS = 100;

    /** A list of one is a mistake that would look like a cluster. */
    private static final int FEWEST_MEMBERS = 2;

    /** With two nodes, none can tell whether the other is lost or only cut off. */
    private static final int FEWEST_FOR_A_MAJORITY = 3;

    /** Copies the list. */
    public ClusterConfig {
        members = List.copyOf(members);
    }

    /** Returns whether there is more than one node. */
    public boolean isClustered() {
        return !members.isEmpty() || kubernetesService.isPresent();
    }

    static ClusterConfig read(ConfigReader reader) {
        int port = reader.integer("imageio.cluster.port", 5701, 1, 65535);
        List<String> members = members(reader, port);
        Optional<String> service = service(reader, members);
        boolean clustered = !members.isEmpty() || service.isPresent();
        int majority = members.size() / 2 + 1;
        int minimum = reader.integer(MINIMUM, majority, 1, MOST_MEMBERS);
        if (service.isPresent() && reader.optionalText(MINIMUM).isEmpty()) {
            reader.mistake(
                    MINIMUM,
                    "Kubernetes does not tell how many nodes there should be; set how many must"
                            + " have joined before one is ready");
        }
        int wanted = service.isPresent() ? minimum : majority;
        int writeMinimum =
                reader.integer(
                        WRITE_MINIMUM,
                        members.size() < FEWEST_FOR_A_MAJORITY && service.isEmpty() ? 1 : wanted,
                        1,
                        MOST_MEMBERS);
        if (!members.isEmpty() && minimum > members.size()) {
            reader.mistake(MINIMUM, "only " + members.size() + " nodes are in " + MEMBERS);
        }
        if (!members.isEmpty() && writeMinimum > members.size()) {
            reader.mistake(WRITE_MINIMUM, "only " + members.size() + " nodes are in " + MEMBERS);
        }
        return new ClusterConfig(
                name(reader),
                members,
                service,
                address(reader, clustered),
                port,
                minimum,
                writeMinimum,
                reader.seconds("imageio.cluster.isolation-limit", 60, 15, 3600),
                reader.seconds("imageio.cluster.stall-grace", 120, 0, 3600));
    }

    private static List<String> members(ConfigReader reader, int port) {
        Set<String> listed = reader.list(MEMBERS, "");
        if (listed.size() == FEWEST_MEMBERS - 1) {
            reader.mistake(
                    MEMBERS, "one node is no cluster; list every node, this one too, or none");
        }
        if (listed.size() > MOST_MEMBERS) {
            reader.mistake(MEMBERS, "expected at most " + MOST_MEMBERS + " nodes");
        }
        List<String> members = new ArrayList<>();
        for (String one : listed) {
            var withPort = WITH_PORT.matcher(one);
            // An IPv6 address stands in brackets, as in a URL.
            boolean bare = !withPort.matches() || one.endsWith("]");
            String host = bare ? one : withPort.group(1);
            int memberPort = bare ? port : Integer.parseInt(withPort.group(2));
            if (!isHost(host) || memberPort > 65535) {
                reader.mistake(
                        MEMBERS,
                        one,
                        "expected a host name or an IP address, IPv6 in brackets, with or without"
                                + " a port");
            }
            String member = host + ":" + memberPort;
            if (members.contains(member)) {
                // Each counts for the majority.
                reader.mistake(MEMBERS, one, "this node is listed twice");
            }
            members.add(member);
        }
        return members;
    }

    private static boolean isHost(String text) {
        boolean bracketed = text.startsWith("[") && text.endsWith("]");
        return bracketed
                ? HostSyntax.address(text.substring(1, text.length() - 1)).isPresent()
                : HostSyntax.isName(text)
                        || (text.indexOf(':') < 0 && HostSyntax.address(text).isPresent());
    }

    private static Optional<String> service(ConfigReader reader, List<String> members) {
        Optional<String> service = reader.optionalText(SERVICE);
        service.filter(name -> !HostSyntax.isName(name))
                .ifPresent(name -> reader.mistake(SERVICE, "expected a DNS name"));
        if (service.isPresent() && !members.isEmpty()) {
            reader.mistake(SERVICE, "set either this or " + MEMBERS);
        }
        return service;
    }

    private static String name(ConfigReader reader) {
        String name = reader.optionalText(NAME).orElse("ovirt-imageio");
        if (!PLAIN_NAME.matcher(name).matches()) {
            reader.mistake(NAME, "expected letters, digits, dots, hyphens and underscores");
        }
        return name;
    }

    private static String address(ConfigReader reader, boolean clustered) {
        String address = reader.optionalText(ADDRESS).orElse("");
        if (!clustered) {
            return "";
        }
        boolean wrong =
                HostSyntax.address(address).map(found -> found.isAnyLocalAddress()).orElse(true);
        if (wrong) {
            reader.mistake(
                    ADDRESS,
                    address.isEmpty() ? "(not set)" : address,
                    "in a cluster, set the private IP address of this node on which the others"
                            + " reach it; every address, 0.0.0.0, is refused");
        }
        return address;
    }
}
