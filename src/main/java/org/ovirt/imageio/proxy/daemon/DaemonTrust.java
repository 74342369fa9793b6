// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.daemon;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.ovirt.imageio.proxy.config.TrustConfig;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemException;
import org.ovirt.imageio.proxy.ticket.DaemonUri;

/**
 * Which daemons a token may name. Whoever can have a token signed could otherwise have the proxy
 * connect to whatever it reaches.
 *
 * <p>The addresses that are checked are the ones that are connected to: they are looked up once.
 */
final class DaemonTrust {
    /** The last label of a name is not a number, so no address in another spelling is a name. */
    private static final Pattern NAME =
            Pattern.compile(
                    "(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)*+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?");

    private static final String WILDCARD = "*.";
    private static final String LOCALHOST = "localhost";

    private final Set<String> names = new HashSet<>();
    private final List<String> suffixes = new ArrayList<>();
    private final List<Network> networks = new ArrayList<>();
    private final Set<Integer> ports;

    DaemonTrust(TrustConfig config) {
        ports = config.ports();
        for (String host : config.hosts()) {
            String rule = host.toLowerCase(Locale.ROOT);
            if (rule.startsWith(WILDCARD)) {
                suffixes.add(rule.substring(1));
            } else if (NAME.matcher(rule).matches()) {
                names.add(rule);
            } else {
                networks.add(Network.parse(rule));
            }
        }
    }

    /**
     * Returns those addresses of a daemon that may be connected to.
     *
     * @param addresses what its name was looked up as
     * @throws ProblemException {@link Problem#DAEMON_UNTRUSTED} if there is none
     */
    List<InetSocketAddress> trusted(DaemonUri uri, List<InetSocketAddress> addresses) {
        String host = uri.host().toLowerCase(Locale.ROOT);
        boolean listed = isListed(host);
        List<InetSocketAddress> trusted =
                addresses.stream()
                        .filter(address -> isTrusted(host, listed, address.getAddress()))
                        .toList();
        if (!ports.contains(uri.port()) || trusted.isEmpty()) {
            throw new ProblemException(
                    Problem.DAEMON_UNTRUSTED,
                    "The token names an image daemon that this proxy does not trust"
                            + " (daemon-untrusted). An administrator can add it to"
                            + " imageio.daemon.hosts and imageio.daemon.ports.");
        }
        return trusted;
    }

    private boolean isListed(String host) {
        return NAME.matcher(host).matches()
                && (names.contains(host) || suffixes.stream().anyMatch(host::endsWith));
    }

    private boolean isTrusted(String host, boolean listed, InetAddress address) {
        return networks.stream().anyMatch(network -> network.contains(address))
                || (listed && (!isSpecial(address) || host.equals(LOCALHOST)));
    }

    /**
     * Addresses that a name of a host never has, unless somebody wants to reach the proxy itself.
     */
    private static boolean isSpecial(InetAddress address) {
        return address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isAnyLocalAddress()
                || address.isMulticastAddress();
    }
}
