// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.cluster;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.ovirt.imageio.proxy.config.ClusterConfig;
import org.ovirt.imageio.proxy.ops.Readiness;

/** Finds out why nodes that are listed are not in the cluster. */
final class JoinWatch {
    /** Nodes that start together need some seconds, and nobody has to be alarmed by that. */
    private static final int REPORTS_BEFORE_ALARM = 10;

    private static final String CONDITION = "cluster";
    private static final String COPYING = "The nodes are still copying what they know.";
    private static final System.Logger LOG = System.getLogger(JoinWatch.class.getName());

    private final ClusterConfig config;
    private final Node node;
    private volatile boolean complete;
    private int reports;
    private String told = "";

    JoinWatch(ClusterConfig config, Node node) {
        this.config = config;
        this.node = node;
    }

    /**
     * Says whether this node is ready, as far as that depends on others: once enough have joined
     * and there are copies of all that any of them knows, so that it is no harm to stop the next
     * one; and from then on for good. To be called by one thread about once in a second; blocks for
     * a second for each node that does not answer.
     */
    void report(Readiness readiness) {
        if (complete) {
            return;
        }
        boolean enough = node.others().size() + 1 >= config.minimum();
        complete = enough && node.isSafe();
        if (complete) {
            readiness.met(CONDITION);
            LOG.log(
                    System.Logger.Level.INFO,
                    "This node is in a cluster of {0}; at least {1} were needed to be ready",
                    Integer.toString(node.others().size() + 1),
                    Integer.toString(config.minimum()));
            return;
        }
        String missing = enough ? COPYING : missing();
        readiness.require(CONDITION, missing);
        reports++;
        if (reports > REPORTS_BEFORE_ALARM && !missing.equals(told)) {
            told = missing;
            LOG.log(System.Logger.Level.WARNING, "Not ready: {0}", missing);
        }
    }

    /** Returns whether enough nodes have ever joined. */
    boolean isComplete() {
        return complete;
    }

    /** Returns whether another listed node answers at all. Blocks as {@link #report} does. */
    boolean isAnybodyThere() {
        InetSocketAddress here = new InetSocketAddress(config.address(), config.port());
        return config.members().stream()
                .map(JoinWatch::address)
                .anyMatch(address -> !address.equals(here) && PortProbe.refusal(address).isEmpty());
    }

    private String missing() {
        Set<InetSocketAddress> present =
                node.others().stream().map(PortProbe::address).collect(Collectors.toSet());
        present.add(new InetSocketAddress(config.address(), config.port()));
        List<String> reasons = new ArrayList<>();
        for (String listed : config.members()) {
            InetSocketAddress address = address(listed);
            if (!present.contains(address)) {
                reasons.add(listed + ": " + reason(address));
            }
        }
        return "The cluster has %d of at least %d nodes (imageio.cluster.minimum)%s"
                .formatted(
                        node.others().size() + 1,
                        config.minimum(),
                        reasons.isEmpty() ? "." : ": " + String.join("; ", reasons) + ".");
    }

    private static InetSocketAddress address(String listed) {
        int colon = listed.lastIndexOf(':');
        return new InetSocketAddress(
                listed.substring(0, colon), Integer.parseInt(listed.substring(colon + 1)));
    }

    private static String reason(InetSocketAddress address) {
        return PortProbe.refusal(address)
                .map(refusal -> String.valueOf(refusal.getMessage()))
                .orElse(
                        "it answers but has not joined; check imageio.cluster.name there and"
                                + " whether it lists this node");
    }
}
