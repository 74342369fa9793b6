// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ovirt.imageio.proxy.config.Settings.SET;
import static org.ovirt.imageio.proxy.config.Settings.assertMistakes;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrustConfigTest {
    private static final String HOSTS = "imageio.daemon.hosts";
    private static final String PORTS = "imageio.daemon.ports";
    private static final String NO_HOST =
            ": expected a host name, *. and a domain, an IP address or a network; a name has no"
                    + " scheme, port or dot at its end, and an international one is written as xn--"
                    + SET;
    private static final String NO_ADDRESS =
            ": expected an IPv4 address of four decimal numbers or an IPv6 address without"
                    + " brackets, zone or IPv4 address within"
                    + SET;
    private static final String NO_PORT = ": expected a list of TCP ports from 1 to 65535" + SET;

    private static TrustConfig read(String... keysAndValues) {
        ConfigReader reader = Settings.reader(keysAndValues);
        TrustConfig config = TrustConfig.read(reader, false);
        reader.requireNoMistakes();
        return config;
    }

    @Test
    void nothingIsTrustedByDefault() {
        assertThat(read()).isEqualTo(new TrustConfig(Set.of(), Set.of(), List.of(), Set.of(54322)));
    }

    @Test
    void namesDomainsAddressesAndNetworksCanBeMixed() {
        assertThat(
                        read(
                                HOSTS,
                                "Node1.Example.com , *.HOSTS.example.com,,192.0.2.0/24, 198.51.100.7,"
                                        + " 2001:DB8::/32,localhost,*.lan,xn--bcher-kva.example",
                                PORTS,
                                "54322, 443"))
                .isEqualTo(
                        new TrustConfig(
                                Set.of("node1.example.com", "localhost", "xn--bcher-kva.example"),
                                Set.of("hosts.example.com", "lan"),
                                List.of(
                                        Network.parse("192.0.2.0/24"),
                                        Network.parse("198.51.100.7/32"),
                                        Network.parse("2001:db8::/32")),
                                Set.of(54322, 443)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "host.example.com.",
                "host_1.example.com",
                "https://host.example.com",
                "https://host.example.com:54322",
                "host.example.com:54322",
                "192.0.2.1:54322",
                "host.example.com/24",
                "user@host.example.com",
                "b\u00fccher.example",
                "0x7f.1",
                "*.",
                "*.example.com.",
                "*.*.example.com",
                "*.192.0.2.1",
                ".example.com",
                "host.*.com"
            })
    void whatIsNoHostIsAMistake(String host) {
        assertMistakes(() -> read(HOSTS, host), HOSTS + " = " + host + NO_HOST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2130706433",
                "0177.0.0.1",
                "127.1",
                "192.0.2.256",
                "::ffff:192.0.2.1",
                "::ffff:c000:201",
                "[2001:db8::1]",
                "[2001:db8::1]:54322",
                "fe80::1%eth0",
                "2001:db8::g"
            })
    void anAddressHasOneSpelling(String host) {
        assertMistakes(() -> read(HOSTS, host), HOSTS + " = " + host + NO_ADDRESS);
    }

    @Test
    void aWildcardStandsForWholeLabels() {
        assertMistakes(
                () -> read(HOSTS, "*example.com"),
                HOSTS + " = *example.com: * stands for whole labels, as in *.example.com" + SET);
    }

    @Test
    void everyHostAtOnceIsAMistake() {
        assertMistakes(
                () -> read(HOSTS, "*"),
                HOSTS
                        + " = *: this would trust every host; list names, domains such as"
                        + " *.example.com, or networks"
                        + SET);
        assertMistakes(
                () -> read(HOSTS, "0.0.0.0/0"),
                HOSTS + " = 0.0.0.0/0: this would trust every address" + SET);
    }

    @Test
    void eachWrongHostIsToldAndWhatIsProbablyMeant() {
        assertMistakes(
                () -> read(HOSTS, "a.example, 192.0.2.7/24, *, 192.0.2.0/33, *.b.example"),
                HOSTS
                        + " = 192.0.2.7/24: a network ends with zero bits; either 192.0.2.0/24 is"
                        + " meant or the address 192.0.2.7 alone"
                        + SET,
                HOSTS
                        + " = *: this would trust every host; list names, domains such as"
                        + " *.example.com, or networks"
                        + SET,
                HOSTS + " = 192.0.2.0/33: expected a length from 1 to 32" + SET);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "65536", "99999", "https", "-1", "+1", "054322", "1-2", "1 2"})
    void whatIsNoPortIsAMistake(String port) {
        assertMistakes(() -> read(PORTS, port), PORTS + " = " + port + NO_PORT);
        assertMistakes(() -> read(PORTS, "54322," + port), PORTS + " = " + port + NO_PORT);
    }

    @Test
    void theBoundsOfPortsArePorts() {
        assertThat(read(PORTS, "1,65535").ports()).containsExactlyInAnyOrder(1, 65535);
    }

    @ParameterizedTest
    @ValueSource(strings = {HOSTS, PORTS})
    void aListOfNothingIsAMistake(String key) {
        assertMistakes(
                () -> read(key, " , ,"), key + " = , ,: there is nothing between the commas" + SET);
    }
}
