// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.pki;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What a server's certificate shall say.
 *
 * @param commonName the subject's CN
 * @param dnsNames DNS subject alternative names, wildcards allowed
 * @param ipAddresses IP subject alternative names, literal addresses
 * @param notBefore start of validity
 * @param notAfter end of validity
 * @param keyType kind of key
 */
public record LeafSpec(
        String commonName,
        List<String> dnsNames,
        List<String> ipAddresses,
        Instant notBefore,
        Instant notAfter,
        KeyType keyType) {

    /** Copies the lists. */
    public LeafSpec {
        dnsNames = List.copyOf(dnsNames);
        ipAddresses = List.copyOf(ipAddresses);
    }

    /** A good one for this machine: localhost, 127.0.0.1 and ::1, valid for 30 days, EC P-256. */
    public static LeafSpec localhost() {
        return forDns("localhost").withIpAddresses("127.0.0.1", "::1");
    }

    /** Valid for one DNS name and no address, 30 days, EC P-256. */
    public static LeafSpec forDns(String name) {
        Instant now = Instant.now();
        return new LeafSpec(
                name,
                List.of(name),
                List.of(),
                now.minus(Duration.ofHours(1)),
                now.plus(Duration.ofDays(30)),
                KeyType.EC_P256);
    }

    /** For localhost, but its validity ended a day ago. */
    public static LeafSpec expired() {
        Instant now = Instant.now();
        return localhost()
                .withValidity(now.minus(Duration.ofDays(2)), now.minus(Duration.ofDays(1)));
    }

    /** For localhost, but its validity starts tomorrow. */
    public static LeafSpec notYetValid() {
        Instant now = Instant.now();
        return localhost().withValidity(now.plus(Duration.ofDays(1)), now.plus(Duration.ofDays(2)));
    }

    /** Good in everything but the host: only other.example. */
    public static LeafSpec wrongHost() {
        return forDns("other.example");
    }

    /** Names localhost in the CN only, without any subject alternative name. */
    public static LeafSpec commonNameOnly() {
        return localhost().withDnsNames().withIpAddresses();
    }

    /** For every host one label below a domain, for example *.example.test. */
    public static LeafSpec wildcard(String domain) {
        return forDns("*." + domain);
    }

    /** The same with these DNS names instead. */
    public LeafSpec withDnsNames(String... names) {
        return new LeafSpec(commonName, List.of(names), ipAddresses, notBefore, notAfter, keyType);
    }

    /** The same with these IP addresses instead. */
    public LeafSpec withIpAddresses(String... addresses) {
        return new LeafSpec(commonName, dnsNames, List.of(addresses), notBefore, notAfter, keyType);
    }

    /** The same with another validity. */
    public LeafSpec withValidity(Instant from, Instant until) {
        return new LeafSpec(commonName, dnsNames, ipAddresses, from, until, keyType);
    }

    /** The same with another kind of key. */
    public LeafSpec withKeyType(KeyType type) {
        return new LeafSpec(commonName, dnsNames, ipAddresses, notBefore, notAfter, type);
    }
}
