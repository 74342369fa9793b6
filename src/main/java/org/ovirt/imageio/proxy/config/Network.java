// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/**
 * The addresses that begin with the same bits, such as {@code 192.0.2.0/24} or {@code
 * 2001:db8::/32}.
 *
 * @param address the first of them: all bits behind the common ones are 0
 * @param length number of common bits, at least 1
 */
public record Network(InetAddress address, int length) {
    private static final Pattern LENGTH = Pattern.compile("0|[1-9]\\d{0,2}");

    /** Refuses what is no network, in words for an administrator. */
    public Network {
        int bits = bits(address);
        if (length == 0) {
            throw new IllegalArgumentException("this would trust every address");
        }
        if (length < 0 || length > bits) {
            throw new IllegalArgumentException("expected a length from 1 to " + bits);
        }
        InetAddress first = first(address, length);
        if (!first.equals(address)) {
            throw new IllegalArgumentException(
                    "a network ends with zero bits; either %s/%d is meant or the address %s alone"
                            .formatted(first.getHostAddress(), length, address.getHostAddress()));
        }
    }

    /**
     * Parses a network, or a single address, which has no length.
     *
     * @throws IllegalArgumentException if it is neither; the message says why
     */
    static Network parse(String text) {
        int slash = text.indexOf('/');
        String literal = slash < 0 ? text : text.substring(0, slash);
        InetAddress address =
                HostSyntax.address(literal)
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                "expected an IPv4 address of four decimal numbers"
                                                        + " or an IPv6 address without brackets,"
                                                        + " zone or IPv4 address within"));
        return new Network(
                address, slash < 0 ? bits(address) : parseLength(text.substring(slash + 1)));
    }

    private static int parseLength(String text) {
        return LENGTH.matcher(text).matches() ? Integer.parseInt(text) : -1;
    }

    private static int bits(InetAddress address) {
        return address.getAddress().length * Byte.SIZE;
    }

    private static InetAddress first(InetAddress address, int length) {
        byte[] bytes = address.getAddress();
        for (int bit = length; bit < bits(address); bit++) {
            bytes[bit / Byte.SIZE] &= (byte) ~(0x80 >> (bit % Byte.SIZE));
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 bytes", e);
        }
    }

    /** Returns whether an address is one of these. */
    public boolean contains(InetAddress other) {
        return bits(other) == bits(address) && first(other, length).equals(address);
    }
}
