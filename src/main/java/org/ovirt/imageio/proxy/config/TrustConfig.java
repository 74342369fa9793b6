// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.config;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which daemons a token may name. The Engine's own tickets come over the loopback address and are
 * not bound by it.
 *
 * @param names hosts, in lower case
 * @param domains domains, in lower case, whose hosts at any depth are trusted, but not the host of
 *     the domain's own name
 * @param networks where hosts may be, whatever their names
 * @param ports TCP ports
 */
public record TrustConfig(
        Set<String> names, Set<String> domains, List<Network> networks, Set<Integer> ports) {
    private static final String HOSTS = "imageio.daemon.hosts";
    private static final String WILDCARD = "*.";

    /** Numbers and dots, or two colons: it is told what is wrong with it as an address. */
    private static final Pattern LIKE_AN_ADDRESS =
            Pattern.compile("[0-9.]+(?:/.*)?|\\[?[0-9A-Fa-f]*:[0-9A-Fa-f:.]*:.*");

    /** Copies the lists. */
    public TrustConfig {
        names = Set.copyOf(names);
        domains = Set.copyOf(domains);
        networks = List.copyOf(networks);
        ports = Set.copyOf(ports);
    }

    /**
     * Reads what is trusted.
     *
     * @param required whether it is a mistake to trust no host
     */
    static TrustConfig read(ConfigReader reader, boolean required) {
        Set<String> hosts = reader.list(HOSTS, "");
        if (hosts.isEmpty() && required) {
            reader.mistake(
                    HOSTS,
                    "tokens are accepted, so list the hosts whose daemons they may name, such as"
                            + " *.example.com or 192.0.2.0/24");
        }
        Set<String> names = new LinkedHashSet<>();
        Set<String> domains = new LinkedHashSet<>();
        List<Network> networks = new ArrayList<>();
        for (String host : hosts) {
            try {
                if (host.startsWith("*")) {
                    domains.add(domain(host));
                } else if (LIKE_AN_ADDRESS.matcher(host).matches()) {
                    networks.add(Network.parse(host));
                } else {
                    names.add(name(host));
                }
            } catch (IllegalArgumentException e) {
                reader.mistake(HOSTS, host, String.valueOf(e.getMessage()));
            }
        }
        return new TrustConfig(
                names, domains, networks, reader.ports("imageio.daemon.ports", 54322));
    }

    private static String domain(String rule) {
        if (rule.equals("*")) {
            throw new IllegalArgumentException(
                    "this would trust every host; list names, domains such as *.example.com, or"
                            + " networks");
        }
        if (!rule.startsWith(WILDCARD)) {
            throw new IllegalArgumentException("* stands for whole labels, as in *.example.com");
        }
        return name(rule.substring(WILDCARD.length()));
    }

    private static String name(String text) {
        if (!HostSyntax.isName(text)) {
            throw new IllegalArgumentException(
                    "expected a host name, *. and a domain, an IP address or a network; a name has"
                            + " no scheme, port or dot at its end, and an international one is"
                            + " written as xn--");
        }
        return text.toLowerCase(Locale.ROOT);
    }
}
