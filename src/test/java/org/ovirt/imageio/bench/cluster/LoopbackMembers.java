// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.bench.cluster;

import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ovirt.imageio.bench.relay.Surroundings;
import org.ovirt.imageio.bench.wire.BenchImage;
import org.ovirt.imageio.testing.daemon.DaemonTicket;
import org.ovirt.imageio.testing.daemon.DaemonTicket.Operation;
import org.ovirt.imageio.testing.server.Ports;
import org.ovirt.imageio.testing.server.ProxyServer;
import org.ovirt.imageio.testing.world.Engine;

/**
 * Proxies on loopback, where the client and the upstream of the benchmark are: one alone, or some
 * that are a cluster, of which only the first is used.
 */
final class LoopbackMembers implements Closeable {
    private static final String LOOPBACK = "127.0.0.1";
    private static final Duration TICKET_TIMEOUT = Duration.ofHours(4);
    private static final long JOIN_LIMIT_NANOS = TimeUnit.MINUTES.toNanos(2);
    private static final long POLL_MILLIS = 200;
    private static final int NOT_READY = 503;

    private final List<ProxyServer> members = new ArrayList<>();

    private LoopbackMembers() {}

    /**
     * Starts them and installs the benchmark's ticket.
     *
     * @param size how many; 1 for a node without a cluster
     */
    static LoopbackMembers start(int size, Surroundings surroundings)
            throws IOException, InterruptedException {
        LoopbackMembers members = new LoopbackMembers();
        try {
            members.launch(size, surroundings);
            for (ProxyServer member : members.members) {
                member.awaitStart();
            }
            members.install(surroundings.upstream().getPort());
            return members;
        } catch (IOException | RuntimeException | InterruptedException e) {
            members.close();
            throw e;
        }
    }

    private void launch(int size, Surroundings surroundings) throws IOException {
        List<Integer> ports = Stream.generate(Ports::free).limit(size).toList();
        String list =
                ports.stream().map(port -> LOOPBACK + ":" + port).collect(Collectors.joining(","));
        for (int port : ports) {
            ProxyServer.Builder builder =
                    ProxyServer.builder(surroundings.pki().certificateAndKey())
                            .daemonCa(surroundings.pki().authority())
                            .jvmOptions("-XX:-UseDynamicNumberOfCompilerThreads");
            if (size > 1) {
                builder.property("imageio.cluster.members", list)
                        .property("imageio.cluster.address", LOOPBACK)
                        .property("imageio.cluster.port", Integer.toString(port))
                        // No ticket before all have joined.
                        .property("imageio.cluster.write-minimum", Integer.toString(size));
            }
            members.add(builder.launch());
        }
    }

    /** The one that is used. */
    ProxyServer used() {
        return members.get(0);
    }

    private void install(int upstreamPort) throws IOException, InterruptedException {
        DaemonTicket ticket =
                DaemonTicket.of(
                                BenchImage.TICKET,
                                Path.of("unused"),
                                BenchImage.SIZE,
                                Operation.READ,
                                Operation.WRITE)
                        .withTimeout(TICKET_TIMEOUT);
        URI image =
                URI.create(
                        "https://localhost:" + upstreamPort + BenchImage.path(BenchImage.TICKET));
        String json = Engine.json(ticket, image).build().toString();
        Engine engine = new Engine(used().controlUri());
        long start = System.nanoTime();
        HttpResponse<String> response = engine.put(BenchImage.TICKET, json);
        while (response.statusCode() == NOT_READY && System.nanoTime() - start < JOIN_LIMIT_NANOS) {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            response = engine.put(BenchImage.TICKET, json);
        }
        if (response.statusCode() != 200) {
            throw new IOException("no ticket: " + response.statusCode() + " " + response.body());
        }
    }

    @Override
    public void close() {
        members.forEach(ProxyServer::close);
    }
}
