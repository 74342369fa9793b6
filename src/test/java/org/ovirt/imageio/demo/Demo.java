// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.ovirt.imageio.testing.daemon.DaemonTicket;
import org.ovirt.imageio.testing.daemon.DaemonTicket.Operation;
import org.ovirt.imageio.testing.daemon.ImageDaemon;
import org.ovirt.imageio.testing.pki.LeafSpec;
import org.ovirt.imageio.testing.pki.TestPki;
import org.ovirt.imageio.testing.server.BuildOutput;
import org.ovirt.imageio.testing.server.ProxyServer;
import org.ovirt.imageio.testing.token.TokenIssuer;
import org.ovirt.imageio.testing.world.Engine;

/**
 * A proxy of one node or two, a daemon with an empty disk image and a ticket for it, until it is
 * interrupted.
 */
public final class Demo {

    private static final String DIRECTORY = "imageio.demo.directory";
    private static final String NODES = "imageio.demo.nodes";
    private static final int MOST_NODES = 2;
    private static final int DEFAULT_HAPROXY_PORT = 54343;
    private static final int DEFAULT_MEBIBYTES = 6 << 10;
    private static final long MEBIBYTE = 1L << 20;
    private static final Duration TICKET_TIMEOUT = Duration.ofDays(30);
    private static final String IMAGE = "disk.raw";
    private static final String IMAGE_URL = "image.url";
    private static final String TOKEN_IMAGE = "token-disk.raw";
    private static final String TOKEN_IMAGE_URL = "token-image.url";
    private static final String JWT = "image.jwt";
    private static final String SIGNED_TICKET = "image.ticket";
    private static final List<String> FILES =
            List.of(
                    IMAGE,
                    IMAGE_URL,
                    TOKEN_IMAGE,
                    TOKEN_IMAGE_URL,
                    JWT,
                    SIGNED_TICKET,
                    HaproxyFile.NAME);

    private final FileLock claim;
    private final TestPki pki;
    private final TokenIssuer issuer;
    private final ImageDaemon daemon;
    private final DemoNodes nodes;

    private Demo(
            FileLock claim, TestPki pki, TokenIssuer issuer, ImageDaemon daemon, DemoNodes nodes) {
        this.claim = claim;
        this.pki = pki;
        this.issuer = issuer;
        this.daemon = daemon;
        this.nodes = nodes;
    }

    /**
     * Starts everything, prints what to do with it, and waits.
     *
     * <p>The system property {@code imageio.demo.nodes} chooses two nodes instead of one; {@code
     * imageio.port}, {@code imageio.control.port} and {@code imageio.cluster.port} choose other
     * ports of node 1, with {@code .2} behind them of node 2, and {@code imageio.haproxy.port}
     * another one for HAProxy; {@code imageio.demo.directory} another directory for the demo's
     * files, and {@code imageio.demo.mebibytes} another size of the image.
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        Path directory = directory();
        List<DemoPorts> ports;
        FileLock claim;
        try {
            // First of all, so that nothing of whoever is in the way is touched.
            ports = DemoPorts.ofNodes(nodes());
            for (DemoPorts one : ports) {
                one.requireFree(ports.size() > 1);
            }
            claim = claim(Files.createDirectories(directory));
        } catch (IllegalStateException e) {
            System.err.println(System.lineSeparator() + e.getMessage() + System.lineSeparator());
            System.exit(1);
            throw e;
        }
        // Of an earlier demo. What people have put beside them stays.
        for (String name : FILES) {
            Files.deleteIfExists(directory.resolve(name));
        }
        Demo demo = start(claim, directory, ports);
        Runtime.getRuntime().addShutdownHook(new Thread(demo::close, "demo end"));
        demo.nodes.awaitReady(demo.client());
        long size = Integer.getInteger("imageio.demo.mebibytes", DEFAULT_MEBIBYTES) * MEBIBYTE;
        String ticket = demo.newImage(directory, size);
        String tokenTicket = demo.newImageForTokens(directory, size);
        System.out.println(
                ports.size() == 1
                        ? new DemoGuide(directory, demo.nodes.first(), ticket, size).text()
                        : demo.clusterGuide(directory, ports, ticket, tokenTicket).text());
        demo.nodes.awaitEnd();
        System.out.println("The proxy has ended.");
        System.exit(1);
    }

    private static int nodes() {
        int nodes = Integer.getInteger(NODES, 1);
        if (nodes < 1 || nodes > MOST_NODES) {
            throw new IllegalStateException(
                    "The demo has 1 or 2 nodes: choose with -D%s=...".formatted(NODES));
        }
        return nodes;
    }

    private ClusterGuide clusterGuide(
            Path directory, List<DemoPorts> ports, String ticket, String tokenTicket)
            throws IOException {
        int port = Integer.getInteger("imageio.haproxy.port", DEFAULT_HAPROXY_PORT);
        Files.writeString(
                directory.resolve(HaproxyFile.NAME),
                new HaproxyFile(port, pki.writeCaTo(directory), ports).text());
        return new ClusterGuide(directory, nodes.all(), ticket, tokenTicket, port);
    }

    private HttpClient client() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(pki.clientContext())
                .build();
    }

    private static Path directory() {
        String given = System.getProperty(DIRECTORY);
        return given == null
                ? BuildOutput.current().directory().resolve("demo")
                : Path.of(given).toAbsolutePath();
    }

    /** Keeps other demos out of a directory until this JVM ends. */
    private static FileLock claim(Path directory) throws IOException {
        FileChannel file =
                FileChannel.open(
                        directory.resolve(".lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
        FileLock lock = file.tryLock();
        if (lock == null) {
            file.close();
            throw new IllegalStateException(
                    "Another demo runs in %s. Stop it, or choose another directory with -D%s=..."
                            .formatted(directory, DIRECTORY));
        }
        return lock;
    }

    private static Demo start(FileLock claim, Path directory, List<DemoPorts> ports)
            throws IOException {
        TestPki pki = TestPki.create();
        Path keyStore = pki.issue(LeafSpec.localhost()).writeTo(directory, "proxy").combined();
        TokenIssuer issuer = TokenIssuer.create(pki);
        Path engine = issuer.writeTo(directory).certificate();
        Path ca = pki.writeCaTo(directory);
        ImageDaemon daemon =
                ImageDaemon.start(pki.serverContext(pki.issue(LeafSpec.localhost())), 0);
        DemoNodes.Template template =
                () ->
                        ProxyServer.builder(keyStore)
                                .daemonCa(ca)
                                .property("mp.jwt.verify.publickey.location", engine.toString())
                                .property("mp.jwt.verify.issuer", TokenIssuer.ISSUER)
                                .property("imageio.token.engine-certificate", engine.toString())
                                .property(
                                        "imageio.token.max-lifetime",
                                        Long.toString(TICKET_TIMEOUT.toSeconds()))
                                .property("imageio.daemon.hosts", "localhost")
                                .property("imageio.daemon.ports", Integer.toString(daemon.port()))
                                // Tests may run beside the demo, and the build before them may
                                // provision the server anew.
                                .withOwnInstallation();
        try {
            return new Demo(claim, pki, issuer, daemon, DemoNodes.start(ports, template));
        } catch (IOException | RuntimeException e) {
            daemon.close();
            throw e;
        }
    }

    /** One that the Engine has allowed by a ticket. */
    private String newImage(Path directory, long size) throws IOException {
        DaemonTicket ticket = newDaemonTicket(directory.resolve(IMAGE), size);
        new Engine(nodes.first().controlUri()).install(ticket, daemon.imageUri(ticket.uuid()));
        // For scripts and the README's examples, which cannot know the ticket.
        writeUrl(directory.resolve(IMAGE_URL), ticket);
        return ticket.uuid();
    }

    /** One of which the proxy knows nothing until somebody shows a token for it. */
    private String newImageForTokens(Path directory, long size) throws IOException {
        DaemonTicket ticket = newDaemonTicket(directory.resolve(TOKEN_IMAGE), size);
        writeUrl(directory.resolve(TOKEN_IMAGE_URL), ticket);
        URI hostDaemon = daemon.imageUri("").resolve("/");
        Files.writeString(
                directory.resolve(JWT),
                issuer.jwt(TokenIssuer.claims(ticket.uuid(), hostDaemon, TICKET_TIMEOUT).build())
                        + "\n");
        Files.writeString(
                directory.resolve(SIGNED_TICKET),
                issuer.signedTicket(ticket.uuid(), hostDaemon, TICKET_TIMEOUT) + "\n");
        return ticket.uuid();
    }

    private DaemonTicket newDaemonTicket(Path file, long size) throws IOException {
        DaemonTicket ticket =
                DaemonTicket.of(
                                UUID.randomUUID().toString(),
                                file,
                                size,
                                Operation.READ,
                                Operation.WRITE)
                        .withTimeout(TICKET_TIMEOUT);
        daemon.install(ticket);
        return ticket;
    }

    private void writeUrl(Path file, DaemonTicket ticket) throws IOException {
        Files.writeString(file, nodes.first().baseUri().resolve("images/" + ticket.uuid()) + "\n");
    }

    private void close() {
        try {
            nodes.close();
            daemon.close();
            claim.release();
        } catch (IOException e) {
            throw new UncheckedIOException("The demo did not end well", e);
        }
    }
}
