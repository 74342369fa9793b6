// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.cluster;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemException;
import org.ovirt.imageio.proxy.relay.Clearance;
import org.ovirt.imageio.proxy.ticket.Ticker;

/**
 * The right of this node to move bytes. It has it for as long as it knows what holds: not after it
 * stood still (a stopped process, a long collection of garbage, a suspended machine), when others
 * may have taken its clients and the Engine may have removed tickets, and not when it has been cut
 * off from the majority for so long that the others no longer wait for it.
 */
final class Lease implements Clearance {
    /** How often {@link #beat} is to be called. */
    static final Duration BEAT = Duration.ofMillis(250);

    /** Shorter than the time after which other nodes take this one for lost. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(4);

    /** By how much a node that is cut off stops earlier than others presume it has. */
    private static final Duration MARGIN = Duration.ofSeconds(5);

    private final Ticker ticker;
    private final Duration isolationLimit;
    private final BooleanSupplier quorum;
    private volatile long beatAt;
    private volatile boolean stale;
    private volatile boolean isolated;
    private long quorumAt;

    /**
     * Creates one that is valid.
     *
     * @param isolationLimit how long a node that is cut off may relay
     * @param quorum whether enough nodes are there
     */
    Lease(Ticker ticker, Duration isolationLimit, BooleanSupplier quorum) {
        this.ticker = ticker;
        this.isolationLimit = isolationLimit;
        this.quorum = quorum;
        beatAt = ticker.nanos();
        quorumAt = beatAt;
    }

    /**
     * Renews it; to be called by one thread, again and again.
     *
     * @return whether this node has to learn again what holds, and then to call {@link #refreshed}
     */
    boolean beat() {
        long now = ticker.nanos();
        if (now - beatAt > LONGEST_PAUSE.toNanos()) {
            stale = true;
        }
        if (quorum.getAsBoolean()) {
            quorumAt = now;
        }
        isolated = now - quorumAt > isolationLimit.minus(MARGIN).toNanos();
        if (isolated) {
            // The others go on without it, so it has to learn what holds when it is back.
            stale = true;
        }
        beatAt = now;
        return stale && !isolated;
    }

    /** Notes that this node knows again what holds. */
    void refreshed() {
        stale = false;
    }

    @Override
    public @Nullable ProblemException refusal() {
        if (isolated) {
            return new ProblemException(
                    Problem.CLUSTER_MINORITY,
                    "This node is cut off from most others (cluster-minority). Go on at another"
                            + " node, or retry later.");
        }
        if (stale || ticker.nanos() - beatAt > LONGEST_PAUSE.toNanos()) {
            return new ProblemException(
                    Problem.NODE_PAUSED,
                    "This node of the proxy stood still for some seconds (node-paused). Ask"
                            + " /images/TICKET-ID/ranges what is still to be sent, and go on.");
        }
        return null;
    }
}
