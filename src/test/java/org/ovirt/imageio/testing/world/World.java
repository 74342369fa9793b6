// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.ovirt.imageio.testing.client.RawClient;
import org.ovirt.imageio.testing.daemon.DaemonTicket;
import org.ovirt.imageio.testing.daemon.ImageDaemon;
import org.ovirt.imageio.testing.pki.LeafSpec;
import org.ovirt.imageio.testing.pki.TestPki;
import org.ovirt.imageio.testing.server.ProxyServer;
import org.ovirt.imageio.testing.token.TokenIssuer;

/** Everything that an end-to-end test needs, running on loopback. */
public final class World implements AutoCloseable {
    private final Path directory;
    private final TestPki pki;
    private final TokenIssuer issuer;
    private final ImageDaemon daemon;
    private final ProxyServer proxy;
    private final Engine engine;
    private final HttpClient client;

    private World(
            Path directory,
            TestPki pki,
            TokenIssuer issuer,
            ImageDaemon daemon,
            ProxyServer proxy) {
        this.issuer = issuer;
        this.directory = directory;
        this.pki = pki;
        this.daemon = daemon;
        this.proxy = proxy;
        engine = new Engine(proxy.controlUri());
        client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .sslContext(pki.clientContext())
                        .build();
    }

    /** Starts a daemon and a proxy that trusts it. */
    public static World start() throws IOException {
        return start(builder -> builder);
    }

    /** The same, with more said of the proxy. */
    public static World start(UnaryOperator<ProxyServer.Builder> more) throws IOException {
        return start((builder, ignored) -> more.apply(builder));
    }

    /**
     * Starts a daemon and a proxy that trusts it and takes tokens of {@link #issuer()}. Its JVM is
     * a quick one: it is not there to move much.
     *
     * @param properties what more is said of the proxy
     */
    public static World startWithTokens(Map<String, String> properties) throws IOException {
        return start(
                (builder, certificate) -> {
                    builder.quickJvm()
                            .property("mp.jwt.verify.publickey.location", certificate.toString())
                            .property("mp.jwt.verify.issuer", TokenIssuer.ISSUER)
                            .property("imageio.token.engine-certificate", certificate.toString())
                            .property("imageio.daemon.hosts", "localhost");
                    properties.forEach(builder::property);
                    return builder;
                });
    }

    private static World start(BiFunction<ProxyServer.Builder, Path, ProxyServer.Builder> more)
            throws IOException {
        Path directory = Files.createTempDirectory("imageio-world");
        TestPki pki = TestPki.create();
        TokenIssuer issuer = TokenIssuer.create(pki);
        Path keyStore = pki.issue(LeafSpec.localhost()).writeTo(directory, "proxy").combined();
        Path ca = pki.writeCaTo(directory);
        ImageDaemon daemon =
                ImageDaemon.start(pki.serverContext(pki.issue(LeafSpec.localhost())), 0);
        ProxyServer.Builder builder =
                ProxyServer.builder(keyStore)
                        .daemonCa(ca)
                        .property("imageio.daemon.ports", Integer.toString(daemon.port()))
                        .property("imageio.daemon.connect-timeout", "2")
                        .property("imageio.daemon.read-timeout", "2")
                        .property("imageio.control.remove-timeout", "3")
                        .property("imageio.log.level", "DEBUG");
        Path certificate = issuer.writeTo(directory).certificate();
        return new World(directory, pki, issuer, daemon, more.apply(builder, certificate).start());
    }

    /** The authority that both proxy and daemon have their certificates from. */
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
        return URI.create("https://localhost:" + daemon.port());
    }

    /** The proxy. */
    public ProxyServer proxy() {
        return proxy;
    }

    /** The Engine's side of the control API. */
    public Engine engine() {
        return engine;
    }

    /** A client that trusts the proxy. */
    public HttpClient client() {
        return client;
    }

    /** A new connection to the proxy on which anything can be sent. */
    public RawClient connect() throws IOException {
        return RawClient.connect(proxy.dataPort(), pki.clientContext());
    }

    /** An empty image of a size on the daemon, with tickets for it on daemon and proxy. */
    public TestImage newImage(long size, DaemonTicket.Operation... operations) throws IOException {
        return newImage(size, ticket -> ticket, operations);
    }

    /** The same, with more said in the ticket. */
    public TestImage newImage(
            long size, UnaryOperator<DaemonTicket> more, DaemonTicket.Operation... operations)
            throws IOException {
        Prepared prepared = prepare(size, more, operations);
        engine.install(prepared.ticket(), daemon.imageUri(prepared.image().id()));
        return prepared.image();
    }

    /** An empty image of a size, with a ticket on the daemon alone; the proxy has none. */
    public TestImage newImageOnDaemon(long size, DaemonTicket.Operation... operations)
            throws IOException {
        return prepare(size, ticket -> ticket, operations).image();
    }

    private Prepared prepare(
            long size, UnaryOperator<DaemonTicket> more, DaemonTicket.Operation... operations)
            throws IOException {
        String id = UUID.randomUUID().toString();
        Path file = directory.resolve(id + ".img");
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            if (size > 0) {
                channel.write(ByteBuffer.allocate(1), size - 1);
            }
        }
        DaemonTicket ticket = more.apply(DaemonTicket.of(id, file, size, operations));
        daemon.install(ticket);
        return new Prepared(
                ticket, new TestImage(id, file, proxy.baseUri().resolve("images/" + id)));
    }

    private record Prepared(DaemonTicket ticket, TestImage image) {}

    /** An image: its ticket id, its file on the daemon's side and its URI on the proxy's. */
    public record TestImage(String id, Path file, URI uri) {}

    @Override
    public void close() {
        try {
            proxy.close();
            daemon.close();
            try (Stream<Path> files = Files.walk(directory)) {
                files.sorted(Comparator.reverseOrder()).forEach(World::delete);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path path) {
        try {
            Files.delete(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
