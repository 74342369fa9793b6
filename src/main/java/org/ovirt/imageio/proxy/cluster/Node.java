// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.core.IExecutorService;
import com.hazelcast.instance.impl.HazelcastInstanceFactory;
import com.hazelcast.map.IMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.ovirt.imageio.proxy.config.ClusterConfig;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemException;

/** This node as a member of the cluster. Its methods may block unless they say otherwise. */
final class Node implements AutoCloseable {
    private final HazelcastInstance hazelcast;
    private final ClusterConfig config;

    private Node(HazelcastInstance hazelcast, ClusterConfig config) {
        this.hazelcast = hazelcast;
        this.config = config;
    }

    /**
     * Joins the cluster, or begins one if no other node answers.
     *
     * @param desk answers what other nodes ask
     * @param loader finds the classes of records
     */
    static Node join(ClusterConfig config, Desk desk, ClassLoader loader) {
        Callbacks.install();
        var settings = MemberSettings.of(config, desk, loader);
        return new Node(
                HazelcastInstanceFactory.newHazelcastInstance(
                        settings, settings.getInstanceName(), new ListedPeers(config)),
                config);
    }

    HazelcastInstance hazelcast() {
        return hazelcast;
    }

    <V> IMap<String, V> map(String name) {
        return hazelcast.getMap(name);
    }

    /** Returns the cluster's time in milliseconds; does not block. */
    long now() {
        return hazelcast.getCluster().getClusterTime();
    }

    /** Returns the name of this process in the cluster, another one after each start. */
    String name() {
        return name(hazelcast.getCluster().getLocalMember());
    }

    /** Returns a process's name; Hazelcast's own changes when two halves merge. */
    static String name(Member member) {
        return String.valueOf(member.getAttribute(MemberSettings.NODE));
    }

    /** Returns another member by its name. */
    Optional<Member> find(String name) {
        return others().stream().filter(member -> name(member).equals(name)).findFirst();
    }

    /** Returns the other members at this moment. */
    List<Member> others() {
        return hazelcast.getCluster().getMembers().stream()
                .filter(member -> !member.localMember())
                .toList();
    }

    /** Returns whether there are as many copies as there should be of all that the nodes know. */
    boolean isSafe() {
        return hazelcast.getPartitionService().isClusterSafe();
    }

    /** Returns whether no other member has been in the cluster for longer. */
    boolean isOldest() {
        return hazelcast.getCluster().getMembers().iterator().next().localMember();
    }

    /** Returns whether enough nodes are left to decide what holds for all. */
    boolean hasQuorum() {
        return hazelcast.getCluster().getMembers().size() >= config.writeMinimum();
    }

    /**
     * Checks that enough nodes are left to decide what holds for all.
     *
     * @throws ProblemException {@link Problem#CLUSTER_MINORITY}
     */
    void requireQuorum() {
        if (!hasQuorum()) {
            throw new ProblemException(
                    Problem.CLUSTER_MINORITY,
                    ("This node sees %d of the cluster's nodes, and at least %d must agree"
                                    + " (cluster-minority). Retry at another node, or when the"
                                    + " others are back.")
                            .formatted(
                                    hazelcast.getCluster().getMembers().size(),
                                    config.writeMinimum()));
        }
    }

    /**
     * Asks the cluster's memory.
     *
     * @throws ProblemException {@link Problem#CLUSTER_UNAVAILABLE}
     */
    <T> T ask(Supplier<T> question) {
        try {
            return question.get();
        } catch (HazelcastException | HazelcastInstanceNotActiveException e) {
            throw unavailable(e);
        }
    }

    static ProblemException unavailable(Throwable cause) {
        return new ProblemException(
                Problem.CLUSTER_UNAVAILABLE,
                "The nodes of the proxy cannot agree just now (cluster-unavailable). Retry in some"
                        + " seconds.",
                cause);
    }

    /**
     * Writes to the cluster's memory.
     *
     * @throws ProblemException {@link Problem#CLUSTER_UNAVAILABLE}
     */
    void tell(Runnable change) {
        ask(
                () -> {
                    change.run();
                    return true;
                });
    }

    /** Has another node do something; does not block. */
    <T> CompletableFuture<T> submit(Callable<T> task, Member member) {
        IExecutorService executor = hazelcast.getExecutorService(MemberSettings.EXECUTOR);
        CompletableFuture<T> reply = new CompletableFuture<>();
        try {
            executor.submitToMember(task, member, new Reply<>(reply));
        } catch (HazelcastException
                | HazelcastInstanceNotActiveException
                | RejectedExecutionException e) {
            reply.completeExceptionally(e);
        }
        return reply;
    }

    private record Reply<T>(CompletableFuture<T> future)
            implements com.hazelcast.core.ExecutionCallback<T> {
        @Override
        public void onResponse(T response) {
            future.complete(response);
        }

        @Override
        public void onFailure(Throwable cause) {
            future.completeExceptionally(cause);
        }
    }

    @Override
    public void close() {
        hazelcast.shutdown();
    }
}
