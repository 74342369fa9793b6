// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.ovirt.imageio.testing.world.World;
import org.ovirt.imageio.testing.world.World.TestImage;

/** Opens, renews and ends sessions. */
final class SessionClient {
    private final World world;
    private final ImageClient client;

    SessionClient(World world) {
        this.world = world;
        client = new ImageClient(world);
    }

    /** The value of {@code Authorization} with a JWT for an image. */
    String bearer(TestImage image, String... operations) {
        return "Bearer " + world.issuer().jwt(image.id(), world.daemonUri(), operations);
    }

    /** Opens a session for an image and returns its id. */
    String open(TestImage image, String... operations) throws IOException, InterruptedException {
        return idOf(post("Authorization", bearer(image, operations)));
    }

    /** Returns the id in a good answer. */
    static String idOf(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.headers().firstValue("Session-Id").orElseThrow();
    }

    HttpResponse<String> post(String... fields) throws IOException, InterruptedException {
        return client.send("POST", uri(""), BodyPublishers.noBody(), fields);
    }

    HttpResponse<String> delete(String id, String... fields)
            throws IOException, InterruptedException {
        return client.send("DELETE", uri(id), BodyPublishers.noBody(), fields);
    }

    private URI uri(String id) {
        return world.proxy().baseUri().resolve("sessions/" + id);
    }
}
