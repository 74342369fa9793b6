// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hazelcast.core.HazelcastInstance;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class MemberAddressTest {
    @Test
    void nodesWithAddressesOfIpv6AreOneCluster() {
        try (LocalCluster cluster = LocalCluster.startWithIpv6(2)) {
            for (int node = 0; node < 2; node++) {
                HazelcastInstance member = Objects.requireNonNull(cluster.node(node).hazelcast());
                await().atMost(Duration.ofSeconds(20))
                        .untilAsserted(
                                () -> assertThat(member.getCluster().getMembers()).hasSize(2));
            }
        }
    }
}
