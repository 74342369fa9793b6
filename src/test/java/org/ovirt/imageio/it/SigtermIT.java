// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ovirt.imageio.testing.server.ProxyServer;
import org.ovirt.imageio.testing.world.World;

/** What becomes of requests when the server's JVM is told to end. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class SigtermIT {
    private static final String DRAIN_TIMEOUT = "imageio.stop.drain-timeout";

    @Test
    void whatRunsMayEndAndNewRequestsAreRefused() throws Exception {
        try (World world = World.start(builder -> patient(builder));
                RunningTransfers running = RunningTransfers.begin(world)) {
            StoppingNode node = new StoppingNode(world);
            assertThat(node.isReady()).isTrue();
            world.proxy().terminate();
            node.assertRefusing();
            assertThat(world.proxy().isAlive()).isTrue();
            running.assertTheyEnd();
            world.proxy().awaitEnd();
        }
    }

    @Test
    void whatDoesNotEndInTimeIsCutVisibly() throws Exception {
        try (World world = World.start(builder -> limited(builder, "1"));
                RunningTransfers running = RunningTransfers.begin(world)) {
            world.proxy().terminate();
            running.assertTheyAreCut();
            world.proxy().awaitEnd();
        }
    }

    /** As where an administrator has kept a standalone.conf of his own. */
    @Test
    void whatRunsMayEndThoughTheServerDoesNotWaitForIt() throws Exception {
        try (World world =
                        World.start(
                                builder ->
                                        patient(builder)
                                                .property(
                                                        "org.wildfly.sigterm.suspend.timeout",
                                                        "0"));
                RunningTransfers running = RunningTransfers.begin(world)) {
            StoppingNode node = new StoppingNode(world);
            world.proxy().terminate();
            // What it says when it does not wait any longer and stops its services.
            await().until(() -> Files.readString(world.proxy().log()).contains("WFLYSRV0220"));
            node.assertRefusing();
            running.assertTheyEnd();
            world.proxy().awaitEnd();
        }
    }

    private static ProxyServer.Builder patient(ProxyServer.Builder builder) {
        return limited(builder, "60").property("imageio.daemon.read-timeout", "60");
    }

    private static ProxyServer.Builder limited(ProxyServer.Builder builder, String seconds) {
        return builder.quickJvm().property(DRAIN_TIMEOUT, seconds);
    }
}
