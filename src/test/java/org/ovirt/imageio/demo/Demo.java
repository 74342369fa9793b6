// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.ovirt.imageio.testing.daemon.DaemonTicket;
import org.ovirt.imageio.testing.daemon.DaemonTicket.Operation;
import org.ovirt.imageio.testing.daemon.ImageDaemon;
import org.ovirt.imageio.testing.pki.LeafSpec;
import org.ovirt.imageio.testing.pki.TestPki;
import org.ovirt.imageio.testing.server.BuildOutput;
import org.ovirt.imageio.testing.server.PortBusyException;
import org.ovirt.imageio.testing.server.Ports;
import org.ovirt.imageio.testing.server.ProxyServer;
import org.ovirt.imageio.testing.world.Engine;

/** A proxy, a daemon with an empty disk image and a ticket for it, until it is interrupted. */
public final class Demo {

    private static final long IMAGE_SIZE = 6L << 30;
    private static final Duration TICKET_TIMEOUT = Duration.ofDays(30);

    private final ImageDaemon daemon;
    private final ProxyServer proxy;

    private Demo(ImageDaemon daemon, ProxyServer proxy) {
        this.daemon = daemon;
        this.proxy = proxy;
    }

    /**
     * Starts everything, prints what to do with it, and waits.
     *
     * <p>The system properties {@code imageio.port} and {@code imageio.control.port} choose other
     * ports.
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        int dataPort = Integer.getInteger("imageio.port", 54323);
        int controlPort = Integer.getInteger("imageio.control.port", 54324);
        try {
            // First of all: another demo may be running, on the same files.
            Ports.requireFree(dataPort, "imageio.port");
            Ports.requireFree(controlPort, "imageio.control.port");
        } catch (PortBusyException e) {
            System.err.println(System.lineSeparator() + e.getMessage() + System.lineSeparator());
            System.exit(1);
        }
        Path directory = emptyDirectory(BuildOutput.current().directory().resolve("demo"));
        Demo demo = start(directory, dataPort, controlPort);
        Runtime.getRuntime().addShutdownHook(new Thread(demo::close, "demo end"));
        String ticket = demo.newImage(directory.resolve("disk.raw"));
        // For scripts and the README's examples, which cannot know the ticket.
        Files.writeString(
                directory.resolve("image.url"),
                demo.proxy.baseUri().resolve("images/" + ticket) + "\n");
        System.out.println(new DemoGuide(directory, demo.proxy, ticket, IMAGE_SIZE).text());
        demo.proxy.awaitEnd();
        System.out.println("The proxy has ended.");
        System.exit(1);
    }

    private static Demo start(Path directory, int dataPort, int controlPort) throws IOException {
        TestPki pki = TestPki.create();
        Path keyStore = pki.issue(LeafSpec.localhost()).writeTo(directory, "proxy").combined();
        ImageDaemon daemon =
                ImageDaemon.start(pki.serverContext(pki.issue(LeafSpec.localhost())), 0);
        try {
            ProxyServer proxy =
                    ProxyServer.builder(keyStore)
                            .dataPort(dataPort)
                            .controlPort(controlPort)
                            .daemonCa(pki.writeCaTo(directory))
                            // Tests may run beside the demo, and the build before them may
                            // provision the server anew.
                            .withOwnInstallation()
                            .start();
            return new Demo(daemon, proxy);
        } catch (IOException | RuntimeException e) {
            daemon.close();
            throw e;
        }
    }

    private String newImage(Path file) throws IOException {
        String id = UUID.randomUUID().toString();
        DaemonTicket ticket =
                DaemonTicket.of(id, file, IMAGE_SIZE, Operation.READ, Operation.WRITE)
                        .withTimeout(TICKET_TIMEOUT);
        daemon.install(ticket);
        new Engine(proxy.controlUri()).install(ticket, daemon.imageUri(id));
        return id;
    }

    private void close() {
        try {
            proxy.close();
            daemon.close();
        } catch (IOException e) {
            throw new UncheckedIOException("The demo did not end well", e);
        }
    }

    private static Path emptyDirectory(Path directory) throws IOException {
        Files.createDirectories(directory);
        try (var files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
        return directory;
    }
}
