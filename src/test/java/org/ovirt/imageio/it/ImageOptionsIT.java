// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ovirt.imageio.it.TestData.json;
import static org.ovirt.imageio.it.TestData.quoted;

import java.net.http.HttpResponse;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ovirt.imageio.testing.daemon.DaemonTicket.Operation;
import org.ovirt.imageio.testing.daemon.SeenRequest;
import org.ovirt.imageio.testing.scripted.ScriptedDaemon;
import org.ovirt.imageio.testing.world.SharedWorld;
import org.ovirt.imageio.testing.world.World;
import org.ovirt.imageio.testing.world.World.TestImage;

/** {@code OPTIONS}: what can be done with an image. */
@ExtendWith(SharedWorld.class)
class ImageOptionsIT {
    private final World world;
    private final ImageClient client;

    ImageOptionsIT(World world) {
        this.world = world;
        client = new ImageClient(world);
    }

    @Test
    void theOptionsOfAllImagesNeedNoTicket() throws Exception {
        HttpResponse<String> response =
                client.options(world.proxy().baseUri().resolve("/images/*"));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Allow")).hasValue("OPTIONS,GET,PUT,PATCH");
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(json(response.body()))
                .isEqualTo(quoted("{'features': ['checksum', 'extents', 'flush', 'zero']}"));
    }

    @Test
    void aWriterMayDoEverything() throws Exception {
        TestImage image = world.newImage(4096, Operation.WRITE);
        HttpResponse<String> response = client.options(image.uri());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Allow")).hasValue("OPTIONS,GET,PUT,PATCH");
        assertThat(json(response.body()))
                .isEqualTo(
                        quoted(
                                "{'features': ['checksum', 'extents', 'flush', 'zero'],"
                                        + " 'max_readers': 8, 'max_writers': 1}"));
    }

    @Test
    void aReaderMayRead() throws Exception {
        TestImage image = world.newImage(4096, Operation.READ);
        HttpResponse<String> response = client.options(image.uri());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Allow")).hasValue("OPTIONS,GET");
        assertThat(json(response.body()))
                .isEqualTo(
                        quoted(
                                "{'features': ['checksum', 'extents'],"
                                        + " 'max_readers': 8, 'max_writers': 1}"));
    }

    @Test
    void aReaderMayNotDoWhatOnlyItsDaemonAllows() throws Exception {
        HttpResponse<String> response =
                optionsFrom(
                        "HTTP/1.1 200 OK\r\nAllow: OPTIONS,GET,PUT,PATCH\r\nContent-Length: 29\r\n"
                                + "\r\n{\"features\":[\"flush\",\"zero\"]}");
        assertThat(response.headers().firstValue("Allow")).hasValue("OPTIONS,GET");
        assertThat(json(response.body())).isEqualTo(quoted("{'features': []}"));
    }

    @Test
    void theDaemonsUnixSocketIsNotShown() throws Exception {
        String options =
                "{\"unix_socket\": \"/run/sock\", \"features\": [\"extents\"], \"max_readers\": 8}";
        HttpResponse<String> response =
                optionsFrom(
                        "HTTP/1.1 200 OK\r\nAllow: OPTIONS,GET\r\nContent-Length: %d\r\n\r\n%s"
                                .formatted(options.length(), options));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(json(response.body()))
                .isEqualTo(quoted("{'features': ['extents'], 'max_readers': 8}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 405 Method Not Allowed\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 204 No Content\r\nAllow: OPTIONS,GET,PUT,PATCH\r\n\r\n",
                "HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n"
            })
    void anOldDaemonHasNoFeaturesButCanBeRead(String answer) throws Exception {
        HttpResponse<String> response = optionsFrom(answer);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Allow")).hasValue("OPTIONS,GET");
        assertThat(json(response.body()).asJsonObject().getJsonArray("features")).isEmpty();
    }

    @Test
    void askingForOptionsExtendsTheTicketOnBothSides() throws Exception {
        TestImage image = world.newImage(4096, Operation.READ);
        world.engine().patch(image.id(), "{\"timeout\": 10}");
        long before = world.engine().status(image.id()).getJsonNumber("expires").longValueExact();
        client.options(image.uri());
        long after = world.engine().status(image.id()).getJsonNumber("expires").longValueExact();
        assertThat(after - before).isGreaterThanOrEqualTo(289);
        assertThat(world.daemon().requests(image.id()))
                .extracting(SeenRequest::method)
                .containsExactly("OPTIONS");
    }

    private HttpResponse<String> optionsFrom(String daemonAnswer) throws Exception {
        try (ScriptedDaemon daemon = ScriptedImages.daemon(world)) {
            daemon.onRequest(r -> r.readHead().send(daemonAnswer));
            String id = UUID.randomUUID().toString();
            return client.options(ScriptedImages.install(world, daemon, id, 4096, Operation.READ));
        }
    }
}
