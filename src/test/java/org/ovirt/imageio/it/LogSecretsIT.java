// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.it;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.ovirt.imageio.testing.daemon.DaemonTicket.Operation;
import org.ovirt.imageio.testing.world.World;
import org.ovirt.imageio.testing.world.World.TestImage;

/** What the whole server logs when an administrator lets it log everything. */
class LogSecretsIT {
    private static final String COOKIE = "__Host-ovirt-imageio-session=";

    @Test
    void noSecretIsLoggedEvenWhenEverythingIs() throws Exception {
        try (World world = World.startWithTokens(Map.of())) {
            world.proxy().management().logEverything();
            TestImage image = world.newImageOnDaemon(4096, Operation.WRITE);
            List<String> secrets = use(world, image);
            Path log = world.proxy().log().resolveSibling("log/server.log");
            String ended = "A session of transfer transfer-" + image.id().substring(0, 8);
            await().atMost(10, SECONDS).until(() -> Files.readString(log).contains(ended));
            assertThat(Files.readString(log)).contains(" TRACE ");
            assertThat(linesWith(log, secrets)).isEmpty();
        }
    }

    /** Shows every secret in every way, and returns parts of them that a log could show. */
    private static List<String> use(World world, TestImage image) throws Exception {
        ImageClient client = new ImageClient(world);
        SessionClient sessions = new SessionClient(world);
        String jwt = world.issuer().jwt(image.id(), world.daemonUri());
        String ticket = world.issuer().signedTicket(image.id(), world.daemonUri());
        String id = SessionClient.idOf(sessions.post("Authorization", "Bearer " + jwt));
        String other = SessionClient.idOf(sessions.post("Authorization", ticket));
        for (String[] shown :
                new String[][] {
                    {"Authorization", "Bearer " + jwt},
                    {"Authorization", ticket},
                    {"Authorization", "Bearer " + jwt + "x"},
                    {"Session-Id", id},
                    {"Cookie", COOKIE + id},
                }) {
            client.get(image.uri(), shown);
            client.put(image.uri(), new byte[10], shown);
        }
        client.get(TestData.with(image.uri(), "?session_id=" + id));
        world.engine().get(image.id());
        client.get(TestData.with(image.uri(), "?access_token=" + jwt));
        String renewed =
                SessionClient.idOf(
                        sessions.post("Authorization", "Bearer " + jwt, "Session-Id", id));
        sessions.delete(renewed);
        sessions.delete(other);
        return List.of(
                id,
                other,
                renewed,
                image.id(),
                jwt.substring(40, 80),
                jwt.substring(jwt.length() - 40),
                ticket.substring(0, 40),
                ticket.substring(ticket.length() / 2, ticket.length() / 2 + 40));
    }

    /** What names them, so that the log of a failed test is not a leak itself. */
    private static List<String> linesWith(Path log, List<String> secrets) throws IOException {
        return Files.readString(log)
                .lines()
                .filter(line -> secrets.stream().anyMatch(line::contains))
                .map(line -> line.substring(0, Math.min(100, line.length())))
                .toList();
    }
}
