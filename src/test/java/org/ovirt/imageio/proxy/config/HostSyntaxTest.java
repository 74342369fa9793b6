// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostSyntaxTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "host.example",
                "HOST.Example",
                "a",
                "1.2.example",
                "node-1.example.com",
                "xn--bcher-kva.example",
                "host.xn--p1ai"
            })
    void theseAreNames(String text) {
        assertThat(HostSyntax.isName(text)).isTrue();
        assertThat(HostSyntax.address(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "host.example.",
                ".example",
                "host..example",
                "-host.example",
                "host-.example",
                "host_1.example",
                "host.example:54322",
                "*.example",
                "host.example\n",
                "host.example\0",
                "host example",
                "b\u00fccher.example",
                "host\u3002example",
                "\u212ahost.example",
                "0x7f000001",
                "0x7f.1",
                "host.0x7f",
                "2130706433",
                "127.1",
                "0177.0.0.1"
            })
    void theseAreNeitherNamesNorAddresses(String text) {
        assertThat(HostSyntax.isName(text)).isFalse();
        assertThat(HostSyntax.address(text)).isEmpty();
    }

    @Test
    void namesAndLabelsHaveALength() {
        String label = "a".repeat(63);
        String name = String.join(".", label, label, label, "a".repeat(61));
        assertThat(HostSyntax.isName(name)).isTrue();
        assertThat(HostSyntax.isName("a" + name)).isFalse();
        assertThat(HostSyntax.isName("a" + label)).isFalse();
        assertThat(HostSyntax.isName("a" + label + ".example")).isFalse();
        assertThat(HostSyntax.isName("a.".repeat(126) + "a")).isTrue();
        assertThat(HostSyntax.isName("a.".repeat(100_000) + "a")).isFalse();
    }

    @Property
    void anAddressIsWhatItsBytesAre(@ForAll @Size(4) byte[] bytes) throws Exception {
        InetAddress address = InetAddress.getByAddress(bytes);
        assertThat(HostSyntax.address(address.getHostAddress())).contains(address);
        assertThat(HostSyntax.isName(address.getHostAddress())).isFalse();
        assertThat(HostSyntax.address("::ffff:" + address.getHostAddress())).isEmpty();
    }

    @Property
    void anIpv6AddressIsWhatItsBytesAre(@ForAll @Size(16) byte[] bytes) throws Exception {
        bytes[0] |= 1;
        InetAddress address = InetAddress.getByAddress(bytes);
        assertThat(HostSyntax.address(address.getHostAddress())).contains(address);
    }
}
