// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ovirt.imageio.it.TestData.PLAIN_TEXT;
import static org.ovirt.imageio.it.TestData.json;
import static org.ovirt.imageio.it.TestData.mediaType;

import jakarta.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ovirt.imageio.testing.world.SharedWorld;
import org.ovirt.imageio.testing.world.World;

/** {@code /info/}: WebAdmin's test of the connection. */
@ExtendWith(SharedWorld.class)
class InfoIT {
    private final World world;
    private final ImageClient client;

    InfoIT(World world) {
        this.world = world;
        client = new ImageClient(world);
    }

    @Test
    void theVersionIsTold() throws Exception {
        HttpResponse<String> response = client.get(world.proxy().baseUri().resolve("/info/"));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
        JsonObject info = json(response.body()).asJsonObject();
        assertThat(info.keySet()).containsExactly("version");
        assertThat(info.getString("version")).matches("\\d+\\.\\d+\\.\\d+.*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/info", "/info/x", "/info//", "/info/application.wadl"})
    void otherPathsAreUnknown(String path) throws Exception {
        assertThat(client.get(world.proxy().baseUri().resolve(path)).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE"})
    void theVersionCannotBeChanged(String method) throws Exception {
        HttpResponse<String> response =
                client.send(
                        method,
                        world.proxy().baseUri().resolve("/info/"),
                        BodyPublishers.ofString("x"));
        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(mediaType(response.headers())).isEqualTo(PLAIN_TEXT);
    }
}
