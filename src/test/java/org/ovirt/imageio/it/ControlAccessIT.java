// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ovirt.imageio.it.TestData.PLAIN_TEXT;
import static org.ovirt.imageio.it.TestData.mediaType;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ovirt.imageio.testing.client.RawClient;
import org.ovirt.imageio.testing.client.RawResponse;
import org.ovirt.imageio.testing.daemon.DaemonTicket.Operation;
import org.ovirt.imageio.testing.world.SharedWorld;
import org.ovirt.imageio.testing.world.World;

/** Who may use the control API: programs on this host, and no web page in a browser on it. */
@ExtendWith(SharedWorld.class)
class ControlAccessIT {
    private static final int CONNECT_MILLIS = 2000;
    private static final byte[] LOOPBACK = {127, 0, 0, 1};
    private static final byte[] OTHER_LOOPBACK = {127, 0, 0, 2};

    private final World world;

    ControlAccessIT(World world) {
        this.world = world;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Origin: https://engine.example\r\nHost: localhost\r\n",
                "Origin: null\r\nHost: localhost\r\n",
                "Origin: http://localhost\r\n",
                "Host: rebinding.example\r\n",
                "Host: rebinding.example:54324\r\n",
                "Host: localhost.rebinding.example\r\n",
                "Host: 127.0.0.1.rebinding.example\r\n",
                "Host: 10.0.0.1\r\n"
            })
    void aWebPageMayNotUseIt(String fields) throws Exception {
        String id = world.newImage(4096, Operation.READ).id();
        RawResponse response = send("DELETE /tickets/" + id, fields);
        assertThat(response.status()).isEqualTo(403);
        assertThat(response.text()).matches("[^\\n]+\\n");
        assertThat(response.headers().map().keySet())
                .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("access-"));
        assertThat(world.engine().get(id).statusCode()).isEqualTo(200);
    }

    @Test
    void aWebPageGetsNoPreflight() throws Exception {
        RawResponse response =
                send(
                        "OPTIONS /tickets/" + UUID.randomUUID(),
                        "Origin: null\r\nAccess-Control-Request-Method: PUT\r\n");
        assertThat(response.status()).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Host: localhost\r\n",
                "Host: localhost:54324\r\n",
                "Host: 127.0.0.1:54324\r\n",
                "Host: [::1]:54324\r\n"
            })
    void aProgramOnThisHostMayUseIt(String fields) throws Exception {
        String id = world.newImage(4096, Operation.READ).id();
        assertThat(send("GET /tickets/" + id, fields).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "404, GET /",
        "404, GET /tickets",
        "404, GET /images/x",
        "404, GET /application.wadl",
        "405, POST /tickets/x",
        "405, POST /tickets/"
    })
    void whatIsNotThereIsRefusedInPlainText(int status, String request) throws Exception {
        RawResponse response = send(request, "Host: localhost\r\n");
        assertThat(response.status()).isEqualTo(status);
        assertThat(mediaType(response.headers())).isEqualTo(PLAIN_TEXT);
        assertThat(response.text()).matches("[^\\n]+\\n").doesNotContain("Exception", "org.");
        assertThat(response.headers().map()).doesNotContainKeys("Server", "X-Powered-By");
    }

    @Test
    void itListensOnTheLoopbackAddressesAlone() throws Exception {
        assertThat(listensOn(InetAddress.getByAddress(LOOPBACK))).isTrue();
        // Whoever listens on all addresses listens on this one.
        assertThat(listensOn(InetAddress.getByAddress(OTHER_LOOPBACK))).isFalse();
        for (InetAddress address : addressesOfThisHost()) {
            boolean engines = List.of("127.0.0.1", "0:0:0:0:0:0:0:1").contains(plain(address));
            assertThat(listensOn(address)).as(address.toString()).isEqualTo(engines);
        }
    }

    private static List<InetAddress> addressesOfThisHost() throws IOException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .toList();
    }

    /** Without the interface that a link-local or loopback address is bound to. */
    private static String plain(InetAddress address) {
        return address instanceof Inet6Address
                ? Stream.of(address.getHostAddress().split("%", 2)).findFirst().orElseThrow()
                : address.getHostAddress();
    }

    private boolean listensOn(InetAddress address) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(address, world.proxy().controlPort()), CONNECT_MILLIS);
            return true;
        } catch (ConnectException | NoRouteToHostException e) {
            return false;
        }
    }

    private RawResponse send(String request, String fields) throws IOException {
        try (RawClient raw = RawClient.connectPlain(world.proxy().controlPort())) {
            return raw.send(request + " HTTP/1.1\r\n" + fields + "\r\n").readResponse();
        }
    }
}
