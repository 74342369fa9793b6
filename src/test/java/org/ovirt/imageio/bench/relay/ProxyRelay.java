// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.bench.relay;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.ovirt.imageio.bench.wire.BenchImage;
import org.ovirt.imageio.testing.server.ProxyServer;

/** The proxy of this project, with the tickets that the benchmark's requests need. */
public final class ProxyRelay implements RelayUnderTest {
    /** The reports' name for it. */
    public static final String NAME = "proxy";

    private final ProxyServer proxy;

    private ProxyRelay(ProxyServer proxy) {
        this.proxy = proxy;
    }

    /**
     * Starts the proxy and installs the tickets.
     *
     * @throws IOException if it does not start or take a ticket
     */
    static ProxyRelay start(Surroundings surroundings) throws IOException, InterruptedException {
        ProxyServer server =
                ProxyServer.builder(surroundings.pki().certificateAndKey())
                        .daemonCa(surroundings.pki().authority())
                        .start();
        ProxyRelay relay = new ProxyRelay(server);
        try {
            relay.install(BenchImage.TICKET, surroundings.upstream());
            relay.install(BenchImage.STALLED_TICKET, surroundings.upstream());
            return relay;
        } catch (IOException | InterruptedException e) {
            relay.close();
            throw e;
        }
    }

    private void install(String ticket, InetSocketAddress upstream)
            throws IOException, InterruptedException {
        URI target = URI.create("http://localhost:" + proxy.controlPort() + "/tickets/" + ticket);
        HttpRequest request =
                HttpRequest.newBuilder(target)
                        .PUT(HttpRequest.BodyPublishers.ofString(json(ticket, upstream)))
                        .version(HttpClient.Version.HTTP_1_1)
                        .build();
        HttpResponse<String> response =
                HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException("no ticket: " + response.statusCode() + " " + response.body());
        }
    }

    private static String json(String ticket, InetSocketAddress upstream) {
        return """
        {"uuid": "%s", "size": %d, "ops": ["read", "write"], "timeout": 3600,
         "inactivity_timeout": 600, "url": "https://localhost:%d%s"}
        """
                .formatted(ticket, BenchImage.SIZE, upstream.getPort(), BenchImage.path(ticket));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy.dataPort());
    }

    @Override
    public long pid() {
        return proxy.pid();
    }

    @Override
    public void close() {
        proxy.close();
    }
}
