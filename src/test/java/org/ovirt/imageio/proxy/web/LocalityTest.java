// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalityTest {
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.1.2.3", "::1", "0:0:0:0:0:0:0:1"})
    void theLoopbackIsThisHost(String address) {
        assertThat(Locality.OF_INTERFACES.isOfThisHost(address)).isTrue();
    }

    /** The Engine may know the proxy by its name, which is not that of the loopback. */
    @Test
    void everyAddressOfAnInterfaceIsThisHosts() throws SocketException {
        assertThat(NetworkInterface.networkInterfaces())
                .flatExtracting(one -> one.inetAddresses().toList())
                .isNotEmpty()
                .extracting(InetAddress::getHostAddress)
                .allMatch(Locality.OF_INTERFACES::isOfThisHost);
    }

    /** From blocks that nobody has (RFC 5737, RFC 3849), one of them as in IPv6. */
    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.1", "203.0.113.7", "2001:db8::1", "::ffff:192.0.2.1"})
    void anotherAddressIsNot(String address) {
        assertThat(Locality.OF_INTERFACES.isOfThisHost(address)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "::1::", "[::1"})
    void whatIsNoAddressIsNot(String address) {
        assertThat(Locality.OF_INTERFACES.isOfThisHost(address)).isFalse();
    }
}
