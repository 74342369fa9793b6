// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ovirt.imageio.testing.server.Management;
import org.ovirt.imageio.testing.world.World;

/** What an administrator does to a server that goes on running. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class SuspensionIT {
    private static World world;

    @BeforeAll
    static void start() throws IOException {
        world =
                World.start(
                        builder ->
                                builder.quickJvm()
                                        .property("imageio.daemon.read-timeout", "60")
                                        .property("imageio.stop.delay", "3")
                                        .property("imageio.stop.drain-timeout", "4"));
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @AfterEach
    void resume() throws IOException {
        management().resume();
    }

    private static Management management() {
        return world.proxy().management();
    }

    @Test
    void aSuspendedProxyIsNotReadyThenRefusesAndResumes() throws Exception {
        StoppingNode node = new StoppingNode(world);
        try (RunningTransfers running = RunningTransfers.begin(world)) {
            management().suspend(0);
            assertThat(node.isReady()).isFalse();
            assertThat(node.imageStatus()).isEqualTo(200);
            node.assertRefusing();
            management().resume();
            assertThat(node.isReady()).isTrue();
            assertThat(node.imageStatus()).isEqualTo(200);
            running.assertTheyEnd();
        }
    }

    @Test
    void aSuspensionCutsWhatDoesNotEndAndTheTicketsStay() throws Exception {
        StoppingNode node = new StoppingNode(world);
        try (RunningTransfers running = RunningTransfers.begin(world)) {
            CompletableFuture<Void> suspended = inBackground(() -> management().suspend(-1));
            running.assertTheyAreCut();
            suspended.get(10, TimeUnit.SECONDS);
            node.assertRefusing();
            management().resume();
            assertThat(node.isReady()).isTrue();
            assertThat(node.imageStatus()).isEqualTo(200);
        }
    }

    @Test
    void aClientThatHasLeftIsNotWaitedFor() throws Exception {
        try (RunningTransfers running = RunningTransfers.begin(world)) {
            running.assertTheClientsMayLeave();
            management().suspend(-1);
            String log = Files.readString(world.proxy().log());
            assertThat(log.substring(log.lastIndexOf("Stopping: not ready")))
                    .contains("requests are under way")
                    .doesNotContain("are cut");
        }
    }

    @Test
    void anUndeployLetsWhatRunsEndAndRefusesNewRequests() throws Exception {
        StoppingNode node = new StoppingNode(world);
        try (RunningTransfers running = RunningTransfers.begin(world)) {
            CompletableFuture<Void> undeployed = inBackground(management()::undeploy);
            node.assertRefusing();
            running.assertTheyEnd();
            undeployed.get(30, TimeUnit.SECONDS);
        }
        assertThat(node.imageStatus()).isEqualTo(503);
        assertThat(node.health("ready").statusCode()).isEqualTo(503);
        management().deploy();
        assertThat(node.isReady()).isTrue();
    }

    @Test
    void anUndeployCutsWhatDoesNotEnd() throws Exception {
        try (RunningTransfers running = RunningTransfers.begin(world)) {
            CompletableFuture<Void> undeployed = inBackground(management()::undeploy);
            running.assertTheyAreCut();
            undeployed.get(30, TimeUnit.SECONDS);
        }
        management().deploy();
        StoppingNode node = new StoppingNode(world);
        await().until(node::isReady);
        assertThat(node.imageStatus()).isEqualTo(200);
    }

    private interface Work {
        void run() throws IOException;
    }

    private static CompletableFuture<Void> inBackground(Work work) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }
}
