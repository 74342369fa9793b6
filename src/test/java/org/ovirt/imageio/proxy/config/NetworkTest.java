// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {

    private static InetAddress address(String literal) throws UnknownHostException {
        return InetAddress.getByName(literal);
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.0/24, 192.0.2.0, true",
        "192.0.2.0/24, 192.0.2.255, true",
        "192.0.2.0/24, 192.0.1.255, false",
        "192.0.2.0/24, 192.0.3.0, false",
        "192.0.2.128/25, 192.0.2.127, false",
        "192.0.2.128/25, 192.0.2.128, true",
        "128.0.0.0/1, 255.255.255.255, true",
        "128.0.0.0/1, 127.255.255.255, false",
        "192.0.2.7, 192.0.2.7, true",
        "192.0.2.7, 192.0.2.6, false",
        "192.0.2.7/32, 192.0.2.7, true",
        "2001:db8::/32, 2001:db8:ffff::1, true",
        "2001:db8::/32, 2001:db9::1, false",
        "2001:db8::/33, 2001:db8:8000::, false",
        "2001:DB8::1, 2001:db8:0:0:0:0:0:1, true",
        "fe80::/10, febf::1, true",
        "fe80::/10, fec0::1, false",
        "192.0.2.0/24, 2001:db8::1, false",
        "8000::/1, 192.0.2.1, false",
        "c000::/2, 192.0.2.1, false"
    })
    void aNetworkHasTheAddressesThatBeginLikeIt(String network, String other, boolean contained)
            throws Exception {
        assertThat(Network.parse(network).contains(address(other))).isEqualTo(contained);
    }

    @Property
    void anAddressIsInTheNetworkOfItsFirstBits(
            @ForAll @Size(4) byte[] bytes, @ForAll @IntRange(min = 1, max = 32) int length)
            throws Exception {
        byte[] first = bytes.clone();
        byte[] neighbour = bytes.clone();
        for (int bit = length; bit < 32; bit++) {
            first[bit / 8] &= (byte) ~(0x80 >> bit % 8);
        }
        neighbour[(length - 1) / 8] ^= (byte) (0x80 >> (length - 1) % 8);
        Network network = new Network(InetAddress.getByAddress(first), length);
        assertThat(network.contains(InetAddress.getByAddress(bytes))).isTrue();
        assertThat(network.contains(InetAddress.getByAddress(neighbour)))
                .as("%s in %s", HexFormat.of().formatHex(neighbour), network)
                .isFalse();
        assertThat(Network.parse(text(first) + "/" + length)).isEqualTo(network);
    }

    private static String text(byte[] bytes) {
        return String.join(
                ".",
                Arrays.asList(bytes[0], bytes[1], bytes[2], bytes[3]).stream()
                        .map(one -> Integer.toString(Byte.toUnsignedInt(one)))
                        .toList());
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.7/24, 192.0.2.0/24, 192.0.2.7",
        "192.0.2.1/31, 192.0.2.0/31, 192.0.2.1",
        "10.1.0.0/8, 10.0.0.0/8, 10.1.0.0",
        "2001:db8::1/64, 2001:db8:0:0:0:0:0:0/64, 2001:db8:0:0:0:0:0:1"
    })
    void bitsBehindTheLengthAreAMistake(String text, String meant, String alone) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Network.parse(text))
                .withMessage(
                        "a network ends with zero bits; either "
                                + meant
                                + " is meant or the address "
                                + alone
                                + " alone");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0/0", "::/0", "192.0.2.0/0"})
    void theNetworkOfAllAddressesIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Network.parse(text))
                .withMessage("this would trust every address");
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.0/33, 32",
        "192.0.2.0/-1, 32",
        "192.0.2.0/, 32",
        "192.0.2.0/024, 32",
        "192.0.2.0/+24, 32",
        "192.0.2.0/24/24, 32",
        "192.0.2.0/255.255.255.0, 32",
        "192.0.2.0/99999999999, 32",
        "2001:db8::/129, 128"
    })
    void aLengthThatThereIsNotIsRefused(String text, int bits) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Network.parse(text))
                .withMessage("expected a length from 1 to " + bits);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/24",
                "192.0.2/24",
                "127.1",
                "2130706433",
                "0177.0.0.1",
                "0x7f.0.0.1",
                "192.0.2.256",
                "192.0.2.1.",
                "1.2.3.4.5",
                "::ffff:192.0.2.1",
                "::ffff:c000:201",
                "::ffff:0:0/96",
                "::192.0.2.1",
                "[::1]",
                "fe80::1%eth0",
                "2001:db8",
                "1:2:3:4:5:6:7:8:9",
                ":::",
                "localhost",
                "\u0661.0.0.1"
            })
    void whatIsNoAddressInItsOneSpellingIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Network.parse(text))
                .withMessageStartingWith("expected an IPv4 address of four decimal numbers");
    }
}
