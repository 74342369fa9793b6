// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ovirt.imageio.testing.daemon.DaemonTicket;
import org.ovirt.imageio.testing.daemon.DaemonTicket.Operation;
import org.ovirt.imageio.testing.daemon.ImageDaemon;
import org.ovirt.imageio.testing.pki.LeafSpec;
import org.ovirt.imageio.testing.pki.TestPki;
import org.ovirt.imageio.testing.server.ProxyServer;
import org.ovirt.imageio.testing.token.TokenIssuer;

/**
 * Proxies that are one cluster, and the image daemon that they all relay to.
 *
 * <p>Whatever of it runs ends when it is closed, and also when this JVM ends in any way. What is
 * left of the network of a killed JVM is removed when the next cluster starts.
 */
public final class Cluster implements AutoCloseable {
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);
    private static final Duration READY_LIMIT = Duration.ofMinutes(2);

    /** Started faster, and five of them fit into a small machine. */
    private static final String[] SMALL_JVM = {
        "-Xms48m", "-Xmx192m", "-XX:-UseParallelGC", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"
    };

    private final Path directory;
    private final TestPki pki;
    private final TokenIssuer issuer;
    private final ImageDaemon daemon;
    private final URI daemonUri;
    private final Network network;
    private final List<Node> nodes;
    private final HttpClient client;

    private Cluster(
            Path directory,
            TestPki pki,
            TokenIssuer issuer,
            ImageDaemon daemon,
            Network network,
            List<Node> nodes) {
        this.directory = directory;
        this.pki = pki;
        this.issuer = issuer;
        this.daemon = daemon;
        this.network = network;
        this.nodes = Collections.unmodifiableList(nodes);
        daemonUri = URI.create("https://" + network.hostAddress() + ":" + daemon.port());
        client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .sslContext(pki.clientContext())
                        .build();
    }

    /**
     * Starts all nodes of a cluster at once and waits until all are ready.
     *
     * @param size how many nodes
     * @param properties what more is said of each node
     */
    public static Cluster start(int size, Map<String, String> properties) throws IOException {
        return start(size, properties, SMALL_JVM);
    }

    /** The same, with the JVM of an installation and not a small one, for measurements. */
    public static Cluster startAsInstalled(int size, Map<String, String> properties)
            throws IOException {
        return start(size, properties, new String[0]);
    }

    private static Cluster start(int size, Map<String, String> properties, String[] jvmOptions)
            throws IOException {
        Path directory = Files.createTempDirectory("imageio-cluster");
        TestPki pki = TestPki.create();
        TokenIssuer issuer = TokenIssuer.create(pki);
        Network network = Network.open(size);
        String host = network.hostAddress();
        ImageDaemon daemon =
                ImageDaemon.start(
                        pki.serverContext(pki.issue(LeafSpec.localhost().withIpAddresses(host))),
                        new InetSocketAddress(host, 0));
        List<Node> nodes = new ArrayList<>();
        Cluster cluster = new Cluster(directory, pki, issuer, daemon, network, nodes);
        try {
            cluster.launch(nodes, properties, jvmOptions);
            cluster.awaitReady();
            return cluster;
        } catch (IOException | RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    private void launch(List<Node> launched, Map<String, String> properties, String[] jvmOptions)
            throws IOException {
        List<Place> places = network.places();
        // One certificate for all, as where they are one proxy behind one name.
        Path keyStore =
                pki.issue(
                                LeafSpec.localhost()
                                        .withIpAddresses(
                                                places.stream()
                                                        .map(Place::clientAddress)
                                                        .distinct()
                                                        .toArray(String[]::new)))
                        .writeTo(directory, "proxy")
                        .combined();
        Path ca = pki.writeCaTo(directory);
        Path engine = issuer.writeTo(directory).certificate();
        for (Place place : places) {
            Map<String, String> all = new LinkedHashMap<>();
            all.put("mp.jwt.verify.publickey.location", engine.toString());
            all.put("mp.jwt.verify.issuer", TokenIssuer.ISSUER);
            all.put("imageio.token.engine-certificate", engine.toString());
            all.put("imageio.daemon.hosts", network.hostAddress());
            all.put("imageio.daemon.ports", Integer.toString(daemon.port()));
            all.put("imageio.daemon.connect-timeout", "5");
            all.put("imageio.daemon.read-timeout", "10");
            all.put("imageio.control.remove-timeout", "3");
            all.put("imageio.log.level", "DEBUG");
            all.put("imageio.cluster.name", "imageio-test-" + ProcessHandle.current().pid());
            all.put(
                    "imageio.cluster.members",
                    places.stream().map(Place::member).collect(Collectors.joining(",")));
            all.put("imageio.cluster.address", place.clusterAddress());
            all.put("imageio.cluster.port", Integer.toString(place.clusterPort()));
            all.putAll(properties);
            ProxyServer.Builder builder =
                    ProxyServer.builder(keyStore).daemonCa(ca).jvmOptions(jvmOptions);
            all.forEach(builder::property);
            launched.add(Node.launch(launched.size(), place, pki.clientContext(), builder));
        }
    }

    /** All nodes, by their numbers. */
    public List<Node> nodes() {
        return nodes;
    }

    /** One node, by its number from 0. */
    public Node node(int number) {
        return nodes.get(number);
    }

    /** The authority that nodes and daemon have their certificates from. */
    public TestPki pki() {
        return pki;
    }

    /** Who signs tokens. */
    public TokenIssuer issuer() {
        return issuer;
    }

    /** The image daemon. */
    public ImageDaemon daemon() {
        return daemon;
    }

    /** What a token's {@code imaged-uri} says of the daemon. */
    public URI daemonUri() {
        return daemonUri;
    }

    /** Where an image is on the daemon, as the Engine tells the proxy. */
    public URI daemonUri(ClusterImage image) {
        return daemonUri.resolve("/images/" + image.id());
    }

    /** A client that trusts all nodes. */
    public HttpClient client() {
        return client;
    }

    /** An empty image of a size, with a ticket on the daemon alone. */
    public ClusterImage newImage(long size, Operation... operations) throws IOException {
        String id = UUID.randomUUID().toString();
        Path file = directory.resolve(id + ".img");
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            if (size > 0) {
                channel.write(ByteBuffer.allocate(1), size - 1);
            }
        }
        DaemonTicket ticket = DaemonTicket.of(id, file, size, operations);
        daemon.install(ticket);
        return new ClusterImage(ticket);
    }

    /** The same, with the Engine's ticket installed on one node. */
    public ClusterImage newImageOn(Node node, long size, Operation... operations)
            throws IOException {
        ClusterImage image = newImage(size, operations);
        node.engine().install(image.ticket(), daemonUri(image));
        return image;
    }

    /** Why its network cannot be split, if it cannot. */
    public Optional<String> whyWhole() {
        return network.whyWhole();
    }

    /**
     * Cuts some nodes off from all others; clients and the daemon still reach them all.
     *
     * @throws UnsupportedOperationException when the network cannot be split
     */
    public Partition split(Node... island) {
        network.split(Stream.of(island).map(Node::number).collect(Collectors.toSet()));
        return new Partition(network);
    }

    /** Ends all that has befallen the nodes: heals, resumes, starts again; waits for readiness. */
    public Cluster healthy() throws IOException {
        network.heal();
        for (Node node : nodes) {
            node.resume();
            if (!node.isAlive()) {
                node.launchAgain();
            }
        }
        awaitReady();
        awaitOneMind();
        return this;
    }

    /** Two halves that merge are ready all the time, and know of one another's tickets after it. */
    private void awaitOneMind() throws IOException {
        long deadline = System.nanoTime() + READY_LIMIT.toNanos();
        while (!isOfOneMind()) {
            if (System.nanoTime() - deadline > 0) {
                throw new IOException("The nodes do not become one cluster");
            }
        }
    }

    /** Each node has a ticket installed that all others then know. */
    private boolean isOfOneMind() {
        try {
            for (Node node : nodes) {
                ClusterImage probe = newImageOn(node, 1, Operation.READ);
                boolean known = nodes.stream().allMatch(other -> serves(other, probe));
                node.engine().delete(probe.id());
                if (!known) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            // A node that is in the minority installs nothing.
            return false;
        }
    }

    private boolean serves(Node node, ClusterImage image) {
        HttpRequest request =
                HttpRequest.newBuilder(node.imageUri(image.id())).timeout(ANSWER_LIMIT).build();
        try {
            return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void awaitReady() throws IOException {
        try {
            for (Node node : nodes) {
                node.awaitReady(READY_LIMIT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        try {
            closeAll(nodes);
            network.close();
            daemon.close();
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All at once: each takes its time. */
    private static void closeAll(Collection<Node> nodes) {
        nodes.parallelStream()
                .forEach(
                        node -> {
                            try {
                                node.close();
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        });
    }
}
