// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ovirt.imageio.it.TestData.PLAIN_TEXT;
import static org.ovirt.imageio.it.TestData.json;
import static org.ovirt.imageio.it.TestData.mediaType;
import static org.ovirt.imageio.it.TestData.with;

import jakarta.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ovirt.imageio.testing.daemon.DaemonTicket.Operation;
import org.ovirt.imageio.testing.daemon.SeenRequest;
import org.ovirt.imageio.testing.world.SharedWorld;
import org.ovirt.imageio.testing.world.World;
import org.ovirt.imageio.testing.world.World.TestImage;

/** {@code /checksum}: what the daemon computes over an image. */
@ExtendWith(SharedWorld.class)
class ChecksumIT {
    private static final int BLOCK = 1 << 20;

    private final World world;
    private final ImageClient client;
    private final byte[] bytes = TestData.bytes(BLOCK);

    ChecksumIT(World world) {
        this.world = world;
        client = new ImageClient(world);
    }

    @Test
    void aChecksumIsThatOfTheBlocksDigests() throws Exception {
        TestImage image = image();
        HttpResponse<String> response =
                client.get(with(image.uri(), "/checksum?algorithm=sha256&block_size=1048576"));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        String expected = HexFormat.of().formatHex(digest.digest(digest.digest(bytes)));
        JsonObject checksum = json(response.body()).asJsonObject();
        assertThat(checksum.keySet()).containsExactly("algorithm", "block_size", "checksum");
        assertThat(checksum.getString("algorithm")).isEqualTo("sha256");
        assertThat(checksum.getInt("block_size")).isEqualTo(BLOCK);
        assertThat(checksum.getString("checksum")).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "'', ''",
        "?algorithm=blake2b, ?algorithm=blake2b",
        "?block_size=2097152, ?block_size=2097152",
        "?block_size=1048576&algorithm=md5, ?algorithm=md5&block_size=1048576",
        "?x=y, ''"
    })
    void theDaemonIsAskedForWhatTheClientNamed(String query, String forwarded) throws Exception {
        TestImage image = image();
        String answer = client.get(with(image.uri(), "/checksum" + query)).body();
        assertThat(world.daemon().requests(image.id()))
                .extracting(SeenRequest::target)
                .containsExactly("/images/" + image.id() + "/checksum" + forwarded);
        String direct =
                client.get(with(world.daemon().imageUri(image.id()), "/checksum" + query)).body();
        assertThat(answer).isEqualTo(direct);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "algorithm=",
                "algorithm=sha999",
                "algorithm=sha256%26x",
                "algorithm=md5%0d%0aX:y",
                "block_size=",
                "block_size=x",
                "block_size=-4096",
                "block_size=0",
                "block_size=1048577",
                "block_size=4096",
                "block_size=33554432",
                "block_size=99999999999999999999"
            })
    void whatTheDaemonCannotComputeIsRefused(String query) throws Exception {
        HttpResponse<String> response = client.get(with(image().uri(), "/checksum?" + query));
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(mediaType(response.headers())).isEqualTo(PLAIN_TEXT);
        assertThat(response.body()).endsWith("\n");
    }

    @Test
    void theAlgorithmsAreTheDaemons() throws Exception {
        TestImage image = image();
        HttpResponse<String> response = client.get(with(image.uri(), "/checksum/algorithms"));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(json(response.body()).asJsonObject().getJsonArray("algorithms").toString())
                .contains("\"blake2b\"", "\"sha256\"");
        assertThat(world.daemon().requests(image.id()))
                .extracting(SeenRequest::target)
                .containsExactly("/images/" + image.id() + "/checksum/algorithms");
    }

    private TestImage image() throws Exception {
        TestImage image = world.newImage(BLOCK, Operation.READ);
        Files.write(image.file(), bytes);
        return image;
    }
}
