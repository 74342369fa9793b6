// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.it;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.ovirt.imageio.it.TestData.with;

import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.ovirt.imageio.testing.client.RawClient;
import org.ovirt.imageio.testing.daemon.DaemonTicket.Operation;
import org.ovirt.imageio.testing.daemon.SeenRequest;
import org.ovirt.imageio.testing.world.SharedWorld;
import org.ovirt.imageio.testing.world.World;
import org.ovirt.imageio.testing.world.World.TestImage;

/** A client's connection has one connection to the daemon, as long as both are of use. */
@ExtendWith(SharedWorld.class)
class ConnectionReuseIT {
    private static final String FLUSH = "{\"op\": \"flush\"}";

    private final World world;

    ConnectionReuseIT(World world) {
        this.world = world;
    }

    /** Waits until the daemon has seen that all connections of an image are closed. */
    static void awaitNoConnection(World world, TestImage image) {
        await().atMost(5, SECONDS).until(() -> world.daemon().openConnections(image.id()) == 0);
    }

    @Test
    void allRequestsOfAConnectionShareOneToTheDaemon() throws Exception {
        TestImage image = image();
        try (RawClient raw = world.connect()) {
            succeed(raw, RequestText.head("OPTIONS", image.uri()));
            succeed(raw, RequestText.head("PUT", image.uri(), "Content-Length: 4") + "abcd");
            succeed(raw, RequestText.head("GET", image.uri(), "Range: bytes=0-3"));
            succeed(raw, RequestText.head("GET", image.uri()));
            succeed(raw, RequestText.head("PATCH", image.uri(), "Content-Length: 15") + FLUSH);
            succeed(raw, RequestText.head("GET", with(image.uri(), "/extents")));
            succeed(raw, RequestText.head("GET", with(image.uri(), "/checksum")));
            succeed(raw, RequestText.head("GET", with(image.uri(), "/checksum/algorithms")));
        }
        assertThat(world.daemon().requests(image.id())).hasSize(8);
        assertThat(connectionsUsed(image)).isEqualTo(1);
    }

    @Test
    void everyConnectionHasItsOwn() throws Exception {
        TestImage image = image();
        try (RawClient one = world.connect();
                RawClient other = world.connect()) {
            succeed(one, RequestText.head("GET", image.uri()));
            succeed(other, RequestText.head("GET", image.uri()));
            succeed(one, RequestText.head("GET", image.uri()));
            assertThat(world.daemon().openConnections(image.id())).isEqualTo(2);
        }
        assertThat(connectionsUsed(image)).isEqualTo(2);
    }

    @Test
    void theDaemonsConnectionGoesWithTheClients() throws Exception {
        TestImage image = image();
        try (RawClient raw = world.connect()) {
            succeed(raw, RequestText.head("GET", image.uri()));
            assertThat(world.daemon().openConnections(image.id())).isEqualTo(1);
        }
        awaitNoConnection(world, image);
    }

    @Test
    void anotherTicketOnAConnectionGetsAConnectionOfItsOwn() throws Exception {
        TestImage first = image();
        TestImage second = image();
        try (RawClient raw = world.connect()) {
            succeed(raw, RequestText.head("GET", first.uri()));
            succeed(raw, RequestText.head("GET", second.uri()));
            awaitNoConnection(world, first);
            assertThat(world.daemon().openConnections(second.id())).isEqualTo(1);
            succeed(raw, RequestText.head("GET", first.uri()));
            awaitNoConnection(world, second);
        }
        assertThat(connectionsUsed(first)).isEqualTo(2);
        assertThat(connectionsUsed(second)).isEqualTo(1);
    }

    @Test
    void aRequestThatTheProxyRefusesCostsNoConnection() throws Exception {
        TestImage image = image();
        try (RawClient raw = world.connect()) {
            succeed(raw, RequestText.head("GET", image.uri()));
            raw.send(RequestText.head("GET", image.uri(), "Range: bytes=-1"));
            assertThat(raw.readResponse().status()).isEqualTo(416);
            raw.send(RequestText.head("PUT", with(image.uri(), "?flush=x"), "Content-Length: 4"));
            raw.send("abcd");
            assertThat(raw.readResponse().status()).isEqualTo(400);
        }
        try (RawClient raw = world.connect()) {
            raw.send(RequestText.head("GET", image.uri(), "Range: bytes=-1"));
            assertThat(raw.readResponse().status()).isEqualTo(416);
            succeed(raw, RequestText.head("GET", image.uri()));
        }
        assertThat(connectionsUsed(image)).isEqualTo(2);
    }

    @Test
    void requestsSentAheadAreAnsweredInTheirOrder() throws Exception {
        TestImage image = image();
        URI uri = image.uri();
        try (RawClient raw = world.connect()) {
            raw.send(
                    RequestText.head("PUT", uri, "Content-Length: 4")
                            + "abcd"
                            + RequestText.head("GET", uri, "Range: bytes=0-1")
                            + RequestText.head("GET", uri, "Range: bytes=2-3"));
            assertThat(raw.readResponse().status()).isEqualTo(200);
            assertThat(raw.readResponse().text()).isEqualTo("ab");
            assertThat(raw.readResponse().text()).isEqualTo("cd");
        }
    }

    private TestImage image() throws IOException {
        return world.newImage(4096, Operation.WRITE);
    }

    private static void succeed(RawClient raw, String request) throws IOException {
        assertThat(raw.send(request).readResponse().status()).isBetween(200, 206);
    }

    private long connectionsUsed(TestImage image) {
        return world.daemon().requests(image.id()).stream()
                .map(SeenRequest::connection)
                .distinct()
                .count();
    }
}
