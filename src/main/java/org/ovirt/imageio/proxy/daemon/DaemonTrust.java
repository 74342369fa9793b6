// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.daemon;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.ovirt.imageio.proxy.config.HostSyntax;
import org.ovirt.imageio.proxy.config.TrustConfig;
import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemException;
import org.ovirt.imageio.proxy.ticket.DaemonUri;

/**
 * Which daemons a token may name. Whoever can have a token signed could otherwise have the proxy
 * connect to whatever it reaches.
 *
 * <p>The addresses that are checked are the ones that are connected to: they are looked up once,
 * and not at all for a host that is not trusted whatever its addresses are.
 */
final class DaemonTrust {
    private static final String LOCALHOST = "localhost";

    private final TrustConfig config;

    DaemonTrust(TrustConfig config) {
        this.config = config;
    }

    /**
     * Returns those addresses of a daemon that may be connected to.
     *
     * @param lookUp finds all addresses of a daemon
     * @throws ProblemException {@link Problem#DAEMON_UNTRUSTED} if there is none, or a problem of
     *     the lookup
     */
    List<InetSocketAddress> trusted(
            DaemonUri uri, Function<DaemonUri, List<InetSocketAddress>> lookUp) {
        String host = uri.host().toLowerCase(Locale.ROOT);
        boolean listed = isListed(host);
        if (!config.ports().contains(uri.port()) || !(listed || mayBeInANetwork(host))) {
            throw untrusted();
        }
        List<InetSocketAddress> trusted =
                lookUp.apply(uri).stream()
                        .filter(address -> isTrusted(host, listed, address.getAddress()))
                        .toList();
        if (trusted.isEmpty()) {
            throw untrusted();
        }
        return trusted;
    }

    private boolean isListed(String host) {
        return HostSyntax.isName(host)
                && (config.names().contains(host)
                        || config.domains().stream()
                                .anyMatch(domain -> host.endsWith("." + domain)));
    }

    private boolean mayBeInANetwork(String host) {
        return !config.networks().isEmpty()
                && (HostSyntax.isName(host) || HostSyntax.address(host).isPresent());
    }

    private boolean isTrusted(String host, boolean listed, InetAddress address) {
        return !isOfNoHost(address)
                && (isInANetwork(address) || (listed && isUsual(host, address)));
    }

    private boolean isInANetwork(InetAddress address) {
        return config.networks().stream().anyMatch(network -> network.contains(address));
    }

    /** To connect to an unspecified address is to connect to this machine. */
    private static boolean isOfNoHost(InetAddress address) {
        return address.isAnyLocalAddress() || address.isMulticastAddress();
    }

    /** A listed name leads to this machine or to its link only if it says so. */
    private static boolean isUsual(String host, InetAddress address) {
        return host.equals(LOCALHOST)
                ? address.isLoopbackAddress()
                : !address.isLoopbackAddress() && !address.isLinkLocalAddress();
    }

    private static ProblemException untrusted() {
        return new ProblemException(
                Problem.DAEMON_UNTRUSTED,
                "The token names an image daemon that this proxy does not trust"
                        + " (daemon-untrusted). An administrator can add it to"
                        + " imageio.daemon.hosts and imageio.daemon.ports.");
    }
}
