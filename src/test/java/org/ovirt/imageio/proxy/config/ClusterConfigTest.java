// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ovirt.imageio.proxy.config.Settings.SET;
import static org.ovirt.imageio.proxy.config.Settings.assertMistakes;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterConfigTest {
    private static final String MEMBERS = "imageio.cluster.members";
    private static final String ADDRESS = "imageio.cluster.address";
    private static final String SERVICE = "imageio.cluster.kubernetes-service";
    private static final String MINIMUM = "imageio.cluster.minimum";
    private static final String WRITE_MINIMUM = "imageio.cluster.write-minimum";
    private static final String NAME = "imageio.cluster.name";
    private static final String NO_MEMBER =
            ": expected a host name or an IP address, IPv6 in brackets, with or without a port"
                    + SET;
    private static final String NO_ADDRESS =
            ": in a cluster, set the private IP address of this node on which the others reach"
                    + " it; every address, 0.0.0.0, is refused";

    private static ClusterConfig read(String... keysAndValues) {
        ConfigReader reader = Settings.reader(keysAndValues);
        ClusterConfig config = ClusterConfig.read(reader);
        reader.requireNoMistakes();
        return config;
    }

    private static ClusterConfig of(String members, String... more) {
        return read(
                Stream.concat(Stream.of(MEMBERS, members, ADDRESS, "192.0.2.1"), Stream.of(more))
                        .toArray(String[]::new));
    }

    @Test
    void aNodeIsAloneByDefault() {
        ClusterConfig config = read();
        assertThat(config.isClustered()).isFalse();
        assertThat(config.address()).isEmpty();
    }

    @Test
    void aListMakesACluster() {
        ClusterConfig config = of("one.example, 192.0.2.2:5702 ,[2001:db8::3],[2001:db8::4]:5704");
        assertThat(config.isClustered()).isTrue();
        assertThat(config.members())
                .containsExactly(
                        "one.example:5701",
                        "192.0.2.2:5702",
                        "[2001:db8::3]:5701",
                        "[2001:db8::4]:5704");
        assertThat(config.name()).isEqualTo("ovirt-imageio");
        assertThat(config.port()).isEqualTo(5701);
        assertThat(config.isolationLimit()).isEqualTo(Duration.ofMinutes(1));
        assertThat(config.stallGrace()).isEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void theOwnPortIsTheUsualOneOfTheOthers() {
        assertThat(of("one,two:5702", "imageio.cluster.port", "6000").members())
                .containsExactly("one:6000", "two:5702");
    }

    /** With two nodes none can tell whether the other is lost, so one goes on alone. */
    @ParameterizedTest
    @CsvSource({"2, 2, 1", "3, 2, 2", "4, 3, 3", "5, 3, 3"})
    void aMajorityDecides(int nodes, int minimum, int writeMinimum) {
        String members =
                String.join(",", Stream.iterate("a", one -> one + "a").limit(nodes).toList());
        ClusterConfig config = of(members);
        assertThat(config.minimum()).isEqualTo(minimum);
        assertThat(config.writeMinimum()).isEqualTo(writeMinimum);
    }

    @Test
    void theMajorityCanBeSetOtherwise() {
        ClusterConfig config = of("a,b,c", MINIMUM, "1", WRITE_MINIMUM, "3");
        assertThat(config.minimum()).isEqualTo(1);
        assertThat(config.writeMinimum()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "host_1",
                "https://host.example",
                "host.example:",
                "host.example:0",
                "host.example:65536",
                "2001:db8::1",
                "[host.example]",
                "[2001:db8::1",
                "*",
                "192.0.2.0/24"
            })
    void whatIsNoHostIsAMistake(String member) {
        assertMistakes(() -> of("one," + member), MEMBERS + " = " + member + NO_MEMBER);
    }

    @Test
    void oneNodeIsNoCluster() {
        assertMistakes(
                () -> of("one"),
                MEMBERS
                        + " = one: one node is no cluster; list every node, this one too, or none"
                        + SET);
    }

    @Test
    void aNodeThatIsListedTwiceIsAMistake() {
        assertMistakes(
                () -> of("one,two,one:5701"),
                MEMBERS + " = one:5701: this node is listed twice" + SET);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "host.example", "192.0.2.1:5701"})
    void theAddressIsOneOfThisNode(String address) {
        assertMistakes(
                () -> read(MEMBERS, "a,b", ADDRESS, address),
                ADDRESS + " = " + address + NO_ADDRESS + SET);
    }

    @Test
    void aClusterNeedsAnAddress() {
        assertMistakes(
                () -> read(MEMBERS, "a,b"),
                ADDRESS + " = (not set)" + NO_ADDRESS + " (the default)");
    }

    @Test
    void moreThanAreListedCannotJoin() {
        assertMistakes(
                () -> of("a,b", MINIMUM, "3", WRITE_MINIMUM, "4"),
                MINIMUM + " = 3: only 2 nodes are in " + MEMBERS + SET,
                WRITE_MINIMUM + " = 4: only 2 nodes are in " + MEMBERS + SET);
    }

    @Test
    void kubernetesTellsTheNodesButNotHowMany() {
        ClusterConfig config =
                read(SERVICE, "imageio.example.svc", ADDRESS, "192.0.2.1", MINIMUM, "3");
        assertThat(config.isClustered()).isTrue();
        assertThat(config.members()).isEmpty();
        assertThat(config.kubernetesService()).contains("imageio.example.svc");
        assertThat(config.minimum()).isEqualTo(3);
        assertThat(config.writeMinimum()).isEqualTo(3);
        assertMistakes(
                () -> read(SERVICE, "imageio.example.svc", ADDRESS, "192.0.2.1"),
                MINIMUM
                        + " = : Kubernetes does not tell how many nodes there should be; set how"
                        + " many must have joined before one is ready (the default)");
    }

    @Test
    void aListAndKubernetesExcludeOneAnother() {
        assertMistakes(
                () -> of("a,b", SERVICE, "svc", MINIMUM, "2"),
                SERVICE + " = svc: set either this or " + MEMBERS + SET);
        assertMistakes(
                () -> read(SERVICE, "a b", ADDRESS, "192.0.2.1", MINIMUM, "2"),
                SERVICE + " = a b: expected a DNS name" + SET);
    }

    @Test
    void theNameIsPlain() {
        assertMistakes(
                () -> of("a,b", NAME, "my cluster"),
                NAME
                        + " = my cluster: expected letters, digits, dots, hyphens and underscores"
                        + SET);
    }

    @Test
    void theStallGuardCanBeOff() {
        assertThat(of("a,b", "imageio.cluster.stall-grace", "0").stallGrace()).isZero();
    }
}
