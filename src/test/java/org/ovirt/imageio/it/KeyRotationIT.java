// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ovirt.imageio.testing.daemon.DaemonTicket.Operation;
import org.ovirt.imageio.testing.pki.TestPki;
import org.ovirt.imageio.testing.token.TokenIssuer;
import org.ovirt.imageio.testing.world.World;
import org.ovirt.imageio.testing.world.World.TestImage;

/** The exchange of the key that signs JWTs, while the proxy runs. */
class KeyRotationIT {
    @TempDir private Path directory;

    @Test
    void anOldAndANewKeyCountForAsLongAsTheFileHasThem() throws Exception {
        TestPki authority = TestPki.create();
        TokenIssuer oldIssuer = TokenIssuer.create(authority);
        TokenIssuer newIssuer = TokenIssuer.create(authority);
        String oldKey = certificate(oldIssuer);
        String newKey = certificate(newIssuer);
        Path keys = Files.writeString(directory.resolve("keys.pem"), oldKey);
        try (World world =
                World.startWithTokens(
                        Map.of("mp.jwt.verify.publickey.location", keys.toString()))) {
            TestImage image = world.newImageOnDaemon(4096, Operation.READ);
            SessionClient sessions = new SessionClient(world);
            String oldToken = "Bearer " + oldIssuer.jwt(image.id(), world.daemonUri());
            String newToken = "Bearer " + newIssuer.jwt(image.id(), world.daemonUri());
            assertThat(get(world, image, "Authorization", oldToken)).isEqualTo(200);
            assertThat(get(world, image, "Authorization", newToken)).isEqualTo(401);
            String session = SessionClient.idOf(sessions.post("Authorization", oldToken));

            replace(keys, oldKey + newKey);
            assertThat(get(world, image, "Authorization", oldToken)).isEqualTo(200);
            assertThat(get(world, image, "Authorization", newToken)).isEqualTo(200);

            replace(keys, newKey);
            assertThat(get(world, image, "Authorization", oldToken)).isEqualTo(401);
            assertThat(get(world, image, "Authorization", newToken)).isEqualTo(200);
            assertThat(get(world, image, "Session-Id", session)).isEqualTo(200);

            replace(keys, "half a key");
            assertThat(get(world, image, "Authorization", newToken)).isEqualTo(200);
            assertThat(Files.readString(world.proxy().log())).contains(keys.toString());
        }
    }

    private static int get(World world, TestImage image, String name, String value)
            throws Exception {
        return new ImageClient(world).get(image.uri(), name, value).statusCode();
    }

    private String certificate(TokenIssuer issuer) throws Exception {
        return Files.readString(issuer.writeTo(directory).certificate());
    }

    /** At once, as a configuration tool does. */
    private void replace(Path file, String text) throws Exception {
        Path next = Files.writeString(directory.resolve("next"), text);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
