// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.ovirt.imageio.proxy.ticket.Ticker;

/**
 * The nodes that have gone without saying so. Such a node may be dead, or it may be cut off and
 * relay on, so nobody can say that a removed ticket moves no byte there.
 *
 * <p>A node whose host refuses connections to the cluster's port is dead, and one that has come
 * back can be asked. Of any other it is known only after the time in which a node that is cut off
 * from the majority stops by itself.
 */
final class LostNodes implements MembershipListener {
    private static final System.Logger LOG = System.getLogger(LostNodes.class.getName());

    /** So long the host of a dead node may take to write what it was sent. */
    private static final Duration SETTLING = Duration.ofSeconds(1);

    /** By name. */
    private final ConcurrentMap<String, Lost> lost = new ConcurrentHashMap<>();

    private final Set<String> leaving = ConcurrentHashMap.newKeySet();

    /** The others, as far as their coming and going has been noted, by name. */
    private final ConcurrentMap<String, InetSocketAddress> noted = new ConcurrentHashMap<>();

    private final Supplier<List<Member>> others;
    private final Duration limit;
    private final Ticker ticker;
    private final Runnable onLoss;

    /** When it was lost, and when its host has refused a connection first; null if it has not. */
    private record Lost(InetSocketAddress address, long since, @Nullable Long deadSince) {
        Lost dead(long now) {
            return deadSince == null ? new Lost(address, since, now) : this;
        }
    }

    /**
     * Creates it.
     *
     * @param others the other members at this moment
     * @param limit after which a node that is cut off relays no more
     * @param onLoss what to do when a node goes without saying so; must not block
     */
    LostNodes(Supplier<List<Member>> others, Duration limit, Ticker ticker, Runnable onLoss) {
        this.others = others;
        this.limit = limit;
        this.ticker = ticker;
        this.onLoss = onLoss;
    }

    /** Notes who is there, before it hears of anybody who comes or goes. */
    void begin() {
        others.get().forEach(member -> noted.put(Node.name(member), PortProbe.address(member)));
    }

    /** Notes that a node relays nothing any more and is about to leave. */
    void sayGoodbye(String node) {
        leaving.add(node);
    }

    /** Returns the addresses of nodes that may still relay. */
    Set<String> mayRelay() {
        noteMissing();
        lost.values().removeIf(this::isOver);
        return lost.values().stream()
                .map(one -> name(one.address()))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Returns whether a node may still relay. */
    boolean mayRelay(String name) {
        noteMissing();
        Lost one = lost.get(name);
        return one != null && !isOver(one);
    }

    /**
     * Takes those for lost who are not members any more: Hazelcast tells of that only after it has
     * failed what was asked of them.
     */
    private void noteMissing() {
        Map<String, InetSocketAddress> missing = new HashMap<>(noted);
        others.get().forEach(member -> missing.remove(Node.name(member)));
        missing.forEach(this::noteLost);
    }

    private void noteLost(String name, InetSocketAddress address) {
        noted.remove(name);
        if (!leaving.contains(name)) {
            lost.putIfAbsent(name, new Lost(address, ticker.nanos(), null));
        }
    }

    private boolean isOver(Lost one) {
        long now = ticker.nanos();
        Long deadSince = one.deadSince();
        return now - one.since() > limit.toNanos()
                || (deadSince != null && now - deadSince > SETTLING.toNanos());
    }

    @Override
    public void memberAdded(MembershipEvent event) {
        InetSocketAddress address = PortProbe.address(event.getMember());
        noted.put(Node.name(event.getMember()), address);
        lost.values().removeIf(one -> one.address().equals(address));
        LOG.log(
                System.Logger.Level.INFO,
                "Node {0} has joined the cluster of now {1}",
                name(address),
                Integer.toString(event.getMembers().size()));
    }

    @Override
    public void memberRemoved(MembershipEvent event) {
        Member member = event.getMember();
        InetSocketAddress address = PortProbe.address(member);
        noteLost(Node.name(member), address);
        boolean expected = leaving.remove(Node.name(member));
        if (!expected) {
            onLoss.run();
        }
        LOG.log(
                expected ? System.Logger.Level.INFO : System.Logger.Level.WARNING,
                expected
                        ? "Node {0} has left the cluster of now {1}"
                        : "Node {0} is lost; the cluster has {1} nodes now",
                name(address),
                Integer.toString(event.getMembers().size()));
    }

    /** Finds out which of them are dead. Blocks for a second for each that does not answer. */
    void probe() {
        lost.replaceAll((name, one) -> isDead(one.address()) ? one.dead(ticker.nanos()) : one);
    }

    /** Its host answers that nothing listens there; one that is away does not answer. */
    private static boolean isDead(InetSocketAddress address) {
        return PortProbe.refusal(address)
                .filter(ConnectException.class::isInstance)
                .map(refusal -> String.valueOf(refusal.getMessage()).contains("refused"))
                .orElse(false);
    }

    private static String name(InetSocketAddress address) {
        return address.getHostString() + ":" + address.getPort();
    }
}
