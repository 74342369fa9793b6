// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.bench.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ovirt.imageio.bench.wire.BenchImage;

class ProxyRelayTest {
    private static final InetSocketAddress UPSTREAM =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 4321);

    private final Map<String, String> requests = new ConcurrentHashMap<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private HttpServer control;
    private int status = 200;

    @BeforeEach
    void startControl() throws IOException {
        control = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        control.createContext(
                "/",
                exchange -> {
                    byte[] body = exchange.getRequestBody().readAllBytes();
                    requests.put(
                            exchange.getRequestMethod() + " " + exchange.getRequestURI(),
                            new String(body, StandardCharsets.UTF_8));
                    exchange.sendResponseHeaders(status, -1);
                    exchange.close();
                });
        control.start();
    }

    @AfterEach
    void stopControl() {
        control.stop(0);
    }

    @Test
    void bothTicketsAreInstalledForTheUpstream() throws Exception {
        try (ProxyRelay relay = ProxyRelay.of(new FakeProxy(), UPSTREAM)) {
            assertThat(relay.address().getPort()).isEqualTo(1234);
        }

        assertThat(requests)
                .containsOnlyKeys(
                        "PUT /tickets/" + BenchImage.TICKET,
                        "PUT /tickets/" + BenchImage.STALLED_TICKET);
        assertThat(requests.get("PUT /tickets/" + BenchImage.TICKET))
                .contains("\"url\": \"https://localhost:4321/images/" + BenchImage.TICKET + "\"")
                .contains("\"size\": " + BenchImage.SIZE + ",");
        assertThat(closed).isTrue();
    }

    @Test
    void aRefusedTicketClosesTheProxy() {
        status = 400;

        assertThatIOException()
                .isThrownBy(() -> ProxyRelay.of(new FakeProxy(), UPSTREAM))
                .withMessageContaining("400");
        assertThat(closed).isTrue();
    }

    private final class FakeProxy implements StartedProxy {
        @Override
        public int dataPort() {
            return 1234;
        }

        @Override
        public int controlPort() {
            return control.getAddress().getPort();
        }

        @Override
        public long pid() {
            return ProcessHandle.current().pid();
        }

        @Override
        public void close() {
            closed.set(true);
        }
    }
}
