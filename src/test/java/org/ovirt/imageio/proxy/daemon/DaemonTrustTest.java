// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ovirt.imageio.proxy.config.Network;
import org.ovirt.imageio.proxy.config.TrustConfig;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemException;
import org.ovirt.imageio.proxy.ticket.DaemonUri;

class DaemonTrustTest {
    private static final int PORT = 54322;
    private static final String USUAL = "192.0.2.1";

    private static TrustConfig names(String... names) {
        return new TrustConfig(Set.of(names), Set.of(), List.of(), Set.of(PORT));
    }

    private static TrustConfig domain(String domain) {
        return new TrustConfig(Set.of(), Set.of(domain), List.of(), Set.of(PORT));
    }

    private static TrustConfig network(String first, int length) {
        return new TrustConfig(
                Set.of(), Set.of(), List.of(new Network(address(first), length)), Set.of(PORT));
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** The addresses that are used of a host with these. */
    private static List<String> trusted(TrustConfig config, String host, String... addresses) {
        return new DaemonTrust(config)
                        .trusted(
                                new DaemonUri(host, PORT, "/images/x"),
                                uri ->
                                        Stream.of(addresses)
                                                .map(
                                                        one ->
                                                                new InetSocketAddress(
                                                                        address(one), uri.port()))
                                                .toList())
                        .stream()
                        .map(one -> one.getAddress().getHostAddress())
                        .toList();
    }

    private static void assertUntrusted(TrustConfig config, String host, String... addresses) {
        assertThatExceptionOfType(ProblemException.class)
                .as("%s with %s", host, Arrays.toString(addresses))
                .isThrownBy(() -> trusted(config, host, addresses))
                .satisfies(e -> assertThat(e.problem()).isEqualTo(Problem.DAEMON_UNTRUSTED))
                .satisfies(e -> assertThat(e.status()).isEqualTo(403))
                .withMessageContaining("(daemon-untrusted)");
    }

    private static void assertRefusedWithoutLookup(TrustConfig config, String host, int port) {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(
                        () ->
                                new DaemonTrust(config)
                                        .trusted(
                                                new DaemonUri(host, port, "/images/x"),
                                                uri -> {
                                                    throw new AssertionError("looked up " + uri);
                                                }))
                .satisfies(e -> assertThat(e.problem()).isEqualTo(Problem.DAEMON_UNTRUSTED));
    }

    @ParameterizedTest
    @ValueSource(strings = {"host.example", "HOST.Example"})
    void aListedNameIsTrustedInEitherCase(String host) {
        assertThat(trusted(names("host.example"), host, USUAL, "2001:db8::1")).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "other.example",
                "example",
                "a.host.example",
                "ahost.example",
                "host.example.com",
                "host.example.",
                "host.example\n",
                "localhost",
                "192.0.2.1",
                "xn--hst-sna.example"
            })
    void noOtherNameIsTrustedNorLookedUp(String host) {
        assertRefusedWithoutLookup(names("host.example"), host, PORT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a.example.com", "a.b.example.com", "A.EXAMPLE.COM", "xn--a.example.com"})
    void aWildcardIsForEveryHostBelowTheDomain(String host) {
        assertThat(trusted(domain("example.com"), host, USUAL)).containsExactly(USUAL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "example.com",
                "evilexample.com",
                "evil-example.com",
                ".example.com",
                "a..example.com",
                "a.example.com.",
                "example.com.evil",
                "a.example.com.evil",
                "a.example.org",
                "a_b.example.com",
                "com"
            })
    void aWildcardIsForNothingElse(String host) {
        assertRefusedWithoutLookup(domain("example.com"), host, PORT);
    }

    @ParameterizedTest
    @ValueSource(ints = {443, 22, 54321, 54323, 1, 65535})
    void onlyListedPortsAreTrusted(int port) {
        assertRefusedWithoutLookup(names("host.example"), "host.example", port);
        assertRefusedWithoutLookup(network("192.0.2.0", 24), USUAL, port);
    }

    @Test
    void withoutAListNothingIsTrusted() {
        assertRefusedWithoutLookup(names(), "host.example", PORT);
        assertRefusedWithoutLookup(names(), USUAL, PORT);
    }

    @Test
    void anAddressInAListedNetworkIsTrustedByNameAndByNumber() {
        TrustConfig config = network("192.0.2.0", 24);
        assertThat(trusted(config, "192.0.2.7", "192.0.2.7")).containsExactly("192.0.2.7");
        assertThat(trusted(config, "any.example", "192.0.2.7")).containsExactly("192.0.2.7");
        assertUntrusted(config, "192.0.3.7", "192.0.3.7");
        assertUntrusted(config, "any.example", "192.0.3.7");
        assertThat(trusted(network("2001:db8::", 32), "2001:db8::1", "2001:db8::1")).hasSize(1);
        assertUntrusted(network("2001:db8::", 32), "2001:db9::1", "2001:db9::1");
    }

    /** What a network says does not help a host that is not written as hosts are. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "2130706433",
                "0177.0.0.1",
                "0x7f.1",
                "0x7f000001",
                "127.1",
                "127.0.1",
                "127.0.0.1.",
                "127.000.000.001",
                "::ffff:127.0.0.1",
                "::ffff:7f00:1",
                "::127.0.0.1",
                "fe80::1%lo",
                "fe80::1%25lo",
                "localhost.",
                "127.0.0.1\\@host.example",
                "127.0.0.1\r\nX: y",
                "127.0.0.1\0.example",
                "b\u00fccher.example",
                "\u2460\u2461\u2466.0.0.1",
                ""
            })
    void anAddressInAnotherSpellingIsNotLookedUp(String host) {
        assertRefusedWithoutLookup(network("127.0.0.0", 8), host, PORT);
        assertRefusedWithoutLookup(network("8000::", 1), host, PORT);
        assertRefusedWithoutLookup(domain("example"), host, PORT);
    }

    @Test
    void onlyTheAllowedOnesOfSeveralAddressesAreUsedInTheirOrder() {
        assertThat(
                        trusted(
                                network("192.0.2.0", 24),
                                "any.example",
                                "198.51.100.1",
                                "192.0.2.9",
                                "127.0.0.1",
                                "192.0.2.1",
                                "2001:db8::1"))
                .containsExactly("192.0.2.9", "192.0.2.1");
        assertThat(trusted(names("host.example"), "host.example", "127.0.0.1", USUAL, "::1"))
                .containsExactly(USUAL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.255.255.254",
                "::1",
                "::ffff:127.0.0.1",
                "169.254.169.254",
                "169.254.0.0",
                "::ffff:169.254.169.254",
                "fe80::1",
                "febf::1",
                "0.0.0.0",
                "::",
                "224.0.0.1",
                "239.255.255.255",
                "ff02::1"
            })
    void aListedNameDoesNotLeadToThisMachineItsLinkOrManyHosts(String address) {
        assertUntrusted(names("host.example"), "host.example", address);
        assertUntrusted(domain("example"), "host.example", address);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.0, 8, 127.0.0.1",
        "127.0.0.1, 32, 127.0.0.1",
        "::1, 128, ::1",
        "169.254.0.0, 16, 169.254.1.1",
        "fe80::, 10, fe80::1"
    })
    void aListedNetworkMayBeOfThisMachineOrItsLink(String first, int length, String address) {
        TrustConfig config = network(first, length);
        assertThat(trusted(config, address, address)).hasSize(1);
        assertThat(trusted(config, "any.example", address)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, 8, 0.0.0.0",
        "::, 64, ::",
        "224.0.0.0, 4, 224.0.0.1",
        "ff00::, 8, ff02::1",
        "128.0.0.0, 1, 239.1.1.1"
    })
    void noNetworkMakesThemAddressesOfAHost(String first, int length, String address) {
        assertUntrusted(network(first, length), address, address);
        assertUntrusted(network(first, length), "any.example", address);
    }

    @Test
    void localhostIsThisMachineWhereItIsListed() {
        assertThat(trusted(names("localhost"), "localhost", "127.0.0.1", "::1")).hasSize(2);
        assertUntrusted(names("localhost"), "localhost", USUAL, "169.254.1.1", "0.0.0.0");
        assertRefusedWithoutLookup(domain("example"), "localhost", PORT);
        assertUntrusted(names("host.localhost"), "host.localhost", "127.0.0.1");
        assertUntrusted(network("192.0.2.0", 24), "localhost", "127.0.0.1");
    }

    @Test
    void aHostWithoutAnyAddressIsNotTrusted() {
        assertUntrusted(names("host.example"), "host.example");
    }
}
