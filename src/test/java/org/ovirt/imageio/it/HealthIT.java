// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ovirt.imageio.testing.world.SharedWorld;
import org.ovirt.imageio.testing.world.World;

@ExtendWith(SharedWorld.class)
class HealthIT {
    private final World world;
    private final ImageClient client;

    HealthIT(World world) {
        this.world = world;
        client = new ImageClient(world);
    }

    @ParameterizedTest
    @CsvSource({"/health/ready, ready", "/health/live, live"})
    void aProxyThatRunsIsReadyAndLive(String path, String text) throws Exception {
        HttpResponse<String> response = client.get(world.proxy().baseUri().resolve(path));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type").orElseThrow())
                .startsWith("text/plain");
        assertThat(response.body()).isEqualTo(text + "\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/health",
                "/health/",
                "/health/x",
                "/health/ready/x",
                "/health/application.wadl"
            })
    void otherPathsAreUnknown(String path) throws Exception {
        assertThat(client.get(world.proxy().baseUri().resolve(path)).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE"})
    void nothingIsChangedThere(String method) throws Exception {
        assertThat(
                        client.send(
                                        method,
                                        world.proxy().baseUri().resolve("/health/ready"),
                                        BodyPublishers.noBody())
                                .statusCode())
                .isEqualTo(405);
    }
}
