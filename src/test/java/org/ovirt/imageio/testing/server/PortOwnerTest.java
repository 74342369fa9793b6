// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.Test;

class PortOwnerTest {

    @Test
    void aListeningProcessIsFoundByItsPort() throws IOException {
        try (ServerSocket socket = listen("127.0.0.1")) {
            assertThat(PortOwner.of(socket.getLocalPort()))
                    .hasValueSatisfying(
                            owner -> {
                                assertThat(owner.pid()).isEqualTo(ProcessHandle.current().pid());
                                assertThat(owner.command()).contains("java");
                            });
        }
    }

    @Test
    void aListenerOnEveryAddressIsFound() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            assertThat(PortOwner.of(socket.getLocalPort()).map(PortOwner::pid))
                    .contains(ProcessHandle.current().pid());
        }
    }

    @Test
    void aConnectionThatHasThePortIsFound() throws IOException {
        try (ServerSocket socket = listen("127.0.0.1");
                Socket connection = new Socket(socket.getInetAddress(), socket.getLocalPort())) {
            assertThat(PortOwner.of(connection.getLocalPort()).map(PortOwner::pid))
                    .contains(ProcessHandle.current().pid());
        }
    }

    @Test
    void aFreePortHasNoOwner() {
        assertThat(PortOwner.of(Ports.free())).isEmpty();
    }

    @Test
    void aBusyPortIsReportedWithItsNumberItsOwnerAndTheRemedy() throws IOException {
        try (ServerSocket socket = listen("127.0.0.1")) {
            int port = socket.getLocalPort();
            assertThatThrownBy(() -> Ports.requireFree(port, "some.key"))
                    .isInstanceOf(PortBusyException.class)
                    .hasMessageContaining("Port " + port + " is taken")
                    .hasMessageContaining("process " + ProcessHandle.current().pid())
                    .hasMessageContaining("-Dsome.key=");
        }
    }

    @Test
    void aFreePortIsFree() {
        assertThat(Ports.isFree(Ports.free())).isTrue();
    }

    private static ServerSocket listen(String address) throws IOException {
        return new ServerSocket(0, 1, InetAddress.getByName(address));
    }
}
