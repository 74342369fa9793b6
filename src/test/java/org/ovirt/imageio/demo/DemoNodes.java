// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.demo;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.ovirt.imageio.testing.server.ProxyServer;

/** The nodes of the demo's proxy: one, or several that are a cluster. */
final class DemoNodes implements AutoCloseable {
    private static final Duration JOIN_LIMIT = Duration.ofMinutes(1);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(5);
    private static final long POLL_MILLIS = 200;
    private static final int OK = 200;

    private final List<ProxyServer> nodes;

    private DemoNodes(List<ProxyServer> nodes) {
        this.nodes = List.copyOf(nodes);
    }

    /** Makes what a node is started with, apart from its ports and its cluster. */
    @FunctionalInterface
    interface Template {
        ProxyServer.Builder newBuilder();
    }

    /** Starts all at once, and waits until they have started. */
    static DemoNodes start(List<DemoPorts> ports, Template template) throws IOException {
        List<ProxyServer> launched = new ArrayList<>();
        DemoNodes nodes = new DemoNodes(launched);
        try {
            for (DemoPorts one : ports) {
                launched.add(builder(one, ports, template).launch());
                nodes = new DemoNodes(launched);
            }
            for (ProxyServer node : launched) {
                node.awaitStart();
            }
            return nodes;
        } catch (IOException | RuntimeException e) {
            nodes.close();
            throw e;
        }
    }

    private static ProxyServer.Builder builder(
            DemoPorts own, List<DemoPorts> all, Template template) {
        ProxyServer.Builder builder =
                template.newBuilder().dataPort(own.data()).controlPort(own.control());
        if (all.size() > 1) {
            builder.property(
                            "imageio.cluster.members",
                            all.stream().map(DemoPorts::member).collect(Collectors.joining(",")))
                    .property("imageio.cluster.address", DemoPorts.ADDRESS)
                    .property("imageio.cluster.port", Integer.toString(own.cluster()));
        }
        return builder;
    }

    /** All of them, in the order of their numbers. */
    List<ProxyServer> all() {
        return nodes;
    }

    /** The one that the demo's Engine knows. */
    ProxyServer first() {
        return nodes.get(0);
    }

    /** Waits until each says that it takes requests. */
    void awaitReady(HttpClient client) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + JOIN_LIMIT.toNanos();
        for (ProxyServer node : nodes) {
            while (!isReady(node, client)) {
                if (System.nanoTime() - deadline > 0) {
                    throw new IOException("The nodes do not join; see " + node.log());
                }
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            }
        }
    }

    private static boolean isReady(ProxyServer node, HttpClient client)
            throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(node.baseUri().resolve("health/ready"))
                        .timeout(ANSWER_LIMIT)
                        .build();
        return client.send(request, BodyHandlers.discarding()).statusCode() == OK;
    }

    /** Waits until the last one has ended, for whatever reason. */
    void awaitEnd() throws InterruptedException {
        for (ProxyServer node : nodes) {
            node.awaitEnd();
        }
    }

    /** All at once: each takes its time. */
    @Override
    public void close() {
        nodes.parallelStream().forEach(ProxyServer::close);
    }
}
