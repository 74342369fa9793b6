// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.daemon;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/**
 * The addresses that begin with the same bits, such as {@code 192.0.2.0/24} or {@code
 * 2001:db8::/32}; without a length, a single address.
 */
record Network(InetAddress address, int length) {
    private static final Pattern LITERAL = Pattern.compile("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    /**
     * Parses a network.
     *
     * @throws IllegalArgumentException if it is none
     */
    static Network parse(String text) {
        int slash = text.indexOf('/');
        String literal = slash < 0 ? text : text.substring(0, slash);
        if (!LITERAL.matcher(literal).matches()) {
            throw new IllegalArgumentException(text + " is no host name, address or network");
        }
        try {
            InetAddress address = InetAddress.getByName(literal);
            int bits = address.getAddress().length * Byte.SIZE;
            int length = slash < 0 ? bits : Integer.parseInt(text.substring(slash + 1));
            if (length < 0 || length > bits) {
                throw new IllegalArgumentException(text + " has no length from 0 to " + bits);
            }
            return new Network(address, length);
        } catch (UnknownHostException | NumberFormatException e) {
            throw new IllegalArgumentException(text + " is no address or network", e);
        }
    }

    boolean contains(InetAddress other) {
        byte[] mine = address.getAddress();
        byte[] its = other.getAddress();
        if (mine.length != its.length) {
            return false;
        }
        for (int bit = 0; bit < length; bit++) {
            int mask = 0x80 >> (bit % Byte.SIZE);
            if (((mine[bit / Byte.SIZE] ^ its[bit / Byte.SIZE]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }
}
