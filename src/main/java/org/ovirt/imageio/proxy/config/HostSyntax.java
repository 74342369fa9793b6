// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.config;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How hosts are written where it is decided which may be reached: each in one spelling, so that no
 * two programs take the same text for different hosts.
 */
public final class HostSyntax {
    private static final int MAX_NAME = 253;

    /** The last label of a name is not a number, so no address in another spelling is a name. */
    private static final Pattern NAME =
            Pattern.compile(
                    "(?i)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)*+"
                            + "[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?");

    private static final String BYTE = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    private static final Pattern IPV4 = Pattern.compile(BYTE + "(?:\\." + BYTE + "){3}");

    /** The shape is the JDK's matter; this only keeps it from looking up a name. */
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:]*:[0-9A-Fa-f:]*");

    private HostSyntax() {}

    /**
     * Returns whether a text is a host name: ASCII labels of letters, digits and hyphens (RFC 1123,
     * section 2.1), in either case, without a dot at the end.
     */
    public static boolean isName(String text) {
        return text.length() <= MAX_NAME && NAME.matcher(text).matches();
    }

    /**
     * Parses an IP address: four decimal numbers, or an IPv6 address without brackets, zone or an
     * IPv4 address within.
     *
     * @return the address, or nothing if the text is none or spelled in another way
     */
    public static Optional<InetAddress> address(String text) {
        if (IPV4.matcher(text).matches()) {
            return parse(text);
        }
        // The JDK takes an IPv4-mapped IPv6 address for the IPv4 address.
        return IPV6.matcher(text).matches()
                ? parse(text).filter(address -> !(address instanceof Inet4Address))
                : Optional.empty();
    }

    private static Optional<InetAddress> parse(String literal) {
        try {
            return Optional.of(InetAddress.getByName(literal));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
