// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.cluster;

import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.core.LifecycleEvent;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.ovirt.imageio.proxy.config.ClusterConfig;
import org.ovirt.imageio.proxy.ops.Readiness;
import org.ovirt.imageio.proxy.problem.ProblemException;
import org.ovirt.imageio.proxy.relay.Clearance;
import org.ovirt.imageio.proxy.session.SessionStore;
import org.ovirt.imageio.proxy.session.Sessions;
import org.ovirt.imageio.proxy.ticket.JournalStore;
import org.ovirt.imageio.proxy.ticket.Journals;
import org.ovirt.imageio.proxy.ticket.RemoteWrites;
import org.ovirt.imageio.proxy.ticket.Ticker;
import org.ovirt.imageio.proxy.ticket.TicketDirectory;
import org.ovirt.imageio.proxy.ticket.Tickets;
import org.ovirt.imageio.proxy.ticket.Transfer;
import org.ovirt.imageio.proxy.ticket.Transfers;
import org.ovirt.imageio.proxy.ticket.WriteId;

/**
 * This node's part in a cluster: what all nodes know, and what they ask one another.
 *
 * <p>In the order of its life: {@link #join}, then {@link #open} with what there is to tell of,
 * then {@link #sayGoodbye} if nothing runs here any more, then {@link #close}.
 */
public final class Cluster implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Cluster.class.getName());
    private static final String STANDING = "standing";
    private static final String MEMORY = "memory";
    private static final int THREADS = 4;
    private static final Duration NEWS = Duration.ofSeconds(2);
    private static final Duration RECONCILIATION = Duration.ofSeconds(5);
    private static final Duration WATCH = Duration.ofSeconds(1);
    private static final Duration PROBE = Duration.ofSeconds(1);
    private static final Duration HELLO = Duration.ofSeconds(2);
    private static final Duration GOODBYE = Duration.ofSeconds(2);

    private final Node node;
    private final Desk desk;
    private final LostNodes lost;
    private final Lease lease;
    private final JoinWatch watch;
    private final Ending ending;
    private final StallGuard guard;
    private final TicketMap tickets;
    private final SessionMap sessions;
    private final JournalMap journals;
    private final ScheduledThreadPoolExecutor scheduler;
    private volatile boolean closing;

    private Cluster(
            Node node,
            Desk desk,
            LostNodes lost,
            Lease lease,
            JoinWatch watch,
            Ending ending,
            StallGuard guard,
            Duration longestSession,
            ScheduledThreadPoolExecutor scheduler) {
        this.node = node;
        this.desk = desk;
        this.lost = lost;
        this.lease = lease;
        this.watch = watch;
        this.ending = ending;
        this.guard = guard;
        this.scheduler = scheduler;
        tickets = new TicketMap(node);
        journals = new JournalMap(node, lease);
        sessions =
                new SessionMap(node, new SessionSeal(new SecureRandom()), ending, longestSession);
    }

    /**
     * Joins the cluster, or begins one if no other node answers.
     *
     * @param config which nodes there are
     * @param longestSession how long a session lasts at most
     * @param removeTimeout how long somebody waits for the end of something on all nodes
     * @param ticker the clock of waiting
     * @throws IllegalStateException if the cluster's port cannot be opened
     */
    public static Cluster join(
            ClusterConfig config, Duration longestSession, Duration removeTimeout, Ticker ticker) {
        Desk desk = new Desk();
        Node node = Node.join(config, desk, Cluster.class.getClassLoader());
        StallGuard guard = new StallGuard(config.stallGrace(), node::now, node::isOldest, LOG);
        LostNodes lost = new LostNodes(node::others, config.isolationLimit(), ticker, guard::lost);
        node.hazelcast().getCluster().addMembershipListener(lost);
        lost.begin();
        ScheduledThreadPoolExecutor scheduler = scheduler();
        return new Cluster(
                node,
                desk,
                lost,
                new Lease(ticker, config.isolationLimit(), node::hasQuorum),
                new JoinWatch(config, node),
                new Ending(node, lost, scheduler, removeTimeout, ticker),
                guard,
                longestSession,
                scheduler);
    }

    private static ScheduledThreadPoolExecutor scheduler() {
        AtomicInteger count = new AtomicInteger();
        ScheduledThreadPoolExecutor scheduler =
                new ScheduledThreadPoolExecutor(
                        THREADS,
                        task -> {
                            Thread thread =
                                    new Thread(task, "imageio-cluster-" + count.incrementAndGet());
                            thread.setDaemon(true);
                            return thread;
                        });
        scheduler.setRemoveOnCancelPolicy(true);
        return scheduler;
    }

    /** Returns what all nodes know of tickets. */
    public TicketDirectory directory() {
        return tickets;
    }

    /** Returns the sessions of all nodes. */
    public SessionStore sessionStore() {
        return sessions;
    }

    /** Returns what was written on all nodes. */
    public JournalStore journalStore() {
        return journals;
    }

    /** Returns the writes of other nodes. */
    public RemoteWrites remoteWrites() {
        return new PeerWrites(node, lost);
    }

    /** Returns this node's name, which no other process ever has. */
    public String name() {
        return node.name();
    }

    /** Returns whether this node may move bytes. */
    public Clearance clearance() {
        return lease;
    }

    /**
     * Takes part from now on.
     *
     * @param transfers what this node relays
     * @param open what goes on under sessions here
     * @param writes the writes of this node
     * @param readiness is not ready until enough nodes have joined
     * @param keepAlive keeps tickets of daemons alive after a node was lost
     * @return the tickets of all nodes
     */
    public Tickets open(
            Transfers transfers,
            Sessions open,
            Journals writes,
            Readiness readiness,
            KeepAlive keepAlive) {
        node.hazelcast()
                .getLifecycleService()
                .addLifecycleListener(event -> watchMemory(event, readiness));
        watch.report(readiness);
        repeat(WATCH, () -> watch.report(readiness));
        desk.open(
                new Desk.Parts(
                        transfers,
                        open,
                        number -> writes.cancel(new WriteId(node.name(), Long.parseLong(number))),
                        name -> node.find(name).isPresent(),
                        lost));
        repeat(Lease.BEAT, () -> beat(transfers, readiness));
        repeat(NEWS, () -> tellUse(transfers, open));
        repeat(RECONCILIATION, () -> refresh(transfers));
        repeat(PROBE, lost::probe);
        if (guard.isOn()) {
            repeat(guard.pause(), () -> guard.watch(tickets::usedSince, keepAlive));
        }
        return new ReplicatedTickets(node, tickets, journals, transfers, ending);
    }

    private void repeat(Duration pause, Runnable task) {
        var unused =
                scheduler.scheduleWithFixedDelay(
                        () -> attempt(task),
                        pause.toMillis(),
                        pause.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    /** What fails once is tried again the next time; an exception would end that. */
    private static void attempt(Runnable task) {
        try {
            task.run();
        } catch (HazelcastInstanceNotActiveException e) {
            LOG.log(System.Logger.Level.DEBUG, "There is no cluster any more", e);
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.WARNING, "The cluster is not what it should be", e);
        }
    }

    private void beat(Transfers transfers, Readiness readiness) {
        boolean stale = lease.beat();
        tellStanding(readiness);
        if (stale && !isRelaying(transfers) && isKnown()) {
            refresh(transfers);
            lease.refreshed();
            LOG.log(
                    System.Logger.Level.WARNING,
                    "This node stood still for seconds; its relays were ended, and it goes on");
        }
    }

    /** Clients had better go to other nodes while this one refuses much of what they want. */
    private void tellStanding(Readiness readiness) {
        if (watch.isComplete() && !node.hasQuorum()) {
            readiness.worry(STANDING, "This node is cut off from most others.");
        } else if (lease.refusal() != null) {
            readiness.worry(STANDING, "This node stood still and has to learn what holds.");
        } else {
            readiness.reassure(STANDING);
        }
    }

    /** Hazelcast ends itself when memory is short, for example. */
    private void watchMemory(LifecycleEvent event, Readiness readiness) {
        if (event.getState() == LifecycleState.SHUTDOWN && !closing) {
            readiness.require(
                    MEMORY, "This node's part in the cluster has failed. Restart the server.");
            LOG.log(
                    System.Logger.Level.ERROR,
                    "This node's part in the cluster has failed; restart the server");
        }
    }

    /**
     * Returns whether all others take this node for one of them. If they do not, what its maps say
     * is what held when it stood still.
     */
    private boolean isKnown() {
        List<CompletableFuture<PeerReply>> replies = tellOthers(PeerRequest.Kind.HELLO);
        if (replies.isEmpty()) {
            return node.hasQuorum() && !watch.isAnybodyThere();
        }
        return within(HELLO, replies) && replies.stream().allMatch(reply -> reply.join().over());
    }

    /** Says something about this node to all others. */
    private List<CompletableFuture<PeerReply>> tellOthers(PeerRequest.Kind kind) {
        PeerRequest request = new PeerRequest(kind, node.name());
        return node.others().stream().map(member -> node.submit(request, member)).toList();
    }

    /** Returns whether all have replied, in time. */
    private static boolean within(Duration limit, List<CompletableFuture<PeerReply>> replies) {
        try {
            CompletableFuture.allOf(replies.toArray(CompletableFuture<?>[]::new))
                    .get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }

    private static boolean isRelaying(Transfers transfers) {
        return transfers.all().stream().anyMatch(transfer -> transfer.report().active());
    }

    private void tellUse(Transfers transfers, Sessions open) {
        for (Transfer transfer : transfers.all()) {
            transfer.news().ifPresent(report -> tickets.use(transfer, report));
        }
        open.tellUse();
    }

    /** Finds what was missed: while nodes could not reach one another, or merged. */
    private static void refresh(Transfers transfers) {
        for (Transfer transfer : transfers.all()) {
            try {
                var unused = transfers.refresh(transfer.ticket().id());
            } catch (ProblemException e) {
                LOG.log(System.Logger.Level.DEBUG, "A ticket could not be looked up", e);
            }
        }
    }

    /** Tells the others that nothing runs here any more, so that they do not wait for that. */
    public void sayGoodbye() {
        if (!within(GOODBYE, tellOthers(PeerRequest.Kind.GOODBYE))) {
            LOG.log(System.Logger.Level.INFO, "Not every node has heard that this one leaves");
        }
    }

    /** Leaves. */
    @Override
    public void close() {
        closing = true;
        scheduler.shutdownNow();
        node.close();
    }
}
