// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ovirt.imageio.it.TestData.PLAIN_TEXT;
import static org.ovirt.imageio.it.TestData.mediaType;
import static org.ovirt.imageio.it.TestData.quoted;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ovirt.imageio.testing.client.RawClient;
import org.ovirt.imageio.testing.client.RawResponse;
import org.ovirt.imageio.testing.client.RawResponse.Ending;
import org.ovirt.imageio.testing.daemon.DaemonTicket.Operation;
import org.ovirt.imageio.testing.world.SharedWorld;
import org.ovirt.imageio.testing.world.World;
import org.ovirt.imageio.testing.world.World.TestImage;

/** {@code PUT /tickets/ID}. */
@ExtendWith(SharedWorld.class)
class TicketInstallIT {
    private static final int LIMIT = 64 * 1024;
    private static final long MORE_THAN_ALL_BUFFERS = 64L << 20;

    private final World world;
    private final String id = UUID.randomUUID().toString();

    TicketInstallIT(World world) {
        this.world = world;
    }

    @Test
    void aTicketNeedsFiveFields() throws Exception {
        HttpResponse<String> response = world.engine().put(id, minimal().toString());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEmpty();
        assertThat(response.headers().firstValue("Content-Length")).hasValue("0");
        JsonObject status = world.engine().status(id);
        assertThat(status.getString("transfer_id"))
                .isEqualTo("(ticket/" + id.substring(0, 18) + ")");
        assertThat(status.getInt("inactivity_timeout")).isEqualTo(60);
        assertThat(status.getBoolean("sparse")).isFalse();
        assertThat(status.getBoolean("dirty")).isFalse();
        assertThat(status).doesNotContainKey("filename");
    }

    @Test
    void unknownFieldsAreIgnored() throws Exception {
        JsonObject ticket = changed("future", quoted("{'a': [1]}"));
        assertThat(world.engine().put(id, ticket.toString()).statusCode()).isEqualTo(200);
    }

    @Test
    void theIdInThePathMeansNothing() throws Exception {
        String other = UUID.randomUUID().toString();
        assertThat(world.engine().put(other, minimal().toString()).statusCode()).isEqualTo(200);
        assertThat(world.engine().get(id).statusCode()).isEqualTo(200);
        assertThat(world.engine().get(other).statusCode()).isEqualTo(404);
    }

    @Test
    void anIdInThePathIsRequired() throws Exception {
        refused(world.engine().put("", minimal().toString()), 400, "id is required");
    }

    @ParameterizedTest
    @ValueSource(strings = {"uuid", "size", "ops", "timeout", "url"})
    void aMissingFieldIsNamed(String name) throws Exception {
        JsonObject ticket = Json.createObjectBuilder(minimal()).remove(name).build();
        refused(world.engine().put(id, ticket.toString()), 400, "'" + name + "'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "uuid | 1",
                "uuid | null",
                "uuid | 'not-a-uuid'",
                "uuid | '../../../../etc/passwd'",
                "uuid | ''",
                "size | '1'",
                "size | null",
                "size | 1.5",
                "size | -1",
                "size | true",
                "size | 9223372036854775808",
                "size | 1e999999999",
                "ops | 'read'",
                "ops | []",
                "ops | [1]",
                "ops | ['READ']",
                "ops | ['read', 'delete']",
                "ops | null",
                "timeout | '300'",
                "timeout | -1",
                "timeout | 1.5",
                "timeout | null",
                "url | 1",
                "url | null",
                "url | ''",
                "url | 'nonsense'",
                "url | 'file:///etc/passwd'",
                "url | 'nbd:unix:/run/sock'",
                "url | 'http://localhost:54322/images/x'",
                "url | 'https://localhost:54322'",
                "url | 'https://localhost:54322/'",
                "url | 'https:///images/x'",
                "url | 'https://user@localhost:54322/images/x'",
                "url | 'https://localhost:54322/images/x?close=y'",
                "url | 'https://localhost:54322/images/x#y'",
                "url | 'https://localhost:54322/images/../x'",
                "url | 'https://localhost:54322/images/%2e%2e'",
                "url | 'https://localhost:0/images/x'",
                "url | 'https://localhost:65536/images/x'",
                "url | 'https://localhost:54322/images/x y'",
                "url | 'https://localhost:54322/images/x\\r\\nX: y'",
                "inactivity_timeout | '60'",
                "inactivity_timeout | -1",
                "transfer_id | 1",
                "transfer_id | null",
                "filename | 1",
                "sparse | 'true'",
                "sparse | 1",
                "dirty | 0"
            })
    void aFieldOfTheWrongKindIsNamed(String name, String value) throws Exception {
        JsonObject ticket = changed(name, quoted(value));
        refused(world.engine().put(id, ticket.toString()), 400, "'" + name + "'");
        assertThat(world.engine().get(id).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "[]", "'text'", "1", "null", "{", "{} {}", " "})
    void whatIsNoJsonObjectIsRefused(String body) throws Exception {
        refused(world.engine().put(id, body.replace('\'', '"')), 400, "Invalid ticket");
    }

    @Test
    void noBodyIsRefused() throws Exception {
        refused(world.engine().put(id, ""), 400, "Invalid ticket");
    }

    @Test
    void deepNestingIsRefused() throws Exception {
        String deep = "[".repeat(20_000) + "]".repeat(20_000);
        refused(world.engine().put(id, "{\"uuid\":" + deep + "}"), 400, "Invalid ticket");
    }

    @Test
    void aNumberOfThousandsOfDigitsIsRefused() throws Exception {
        String ticket = changed("size", Json.createValue(77)).toString();
        String absurd = ticket.replace(":77", ":" + "7".repeat(50_000));
        refused(world.engine().put(id, absurd), 400, "Invalid ticket");
    }

    @Test
    void aTicketMayHaveSixtyFourKibibytes() throws Exception {
        String ticket = minimal().toString();
        String padded = ticket + " ".repeat(LIMIT - ticket.length());
        assertThat(world.engine().put(id, padded).statusCode()).isEqualTo(200);
        refused(world.engine().put(id, padded + " "), 413, "longer");
    }

    @Test
    void aBodyWithoutEndIsRefusedAtItsBound() throws Exception {
        refused(world.engine().put(id, " ".repeat(1 << 20)), 413, "longer");
    }

    /** As long as a ticket could possibly be; a client must learn that it is too long. */
    @ParameterizedTest
    @ValueSource(ints = {1 << 20, 3 << 20})
    void aLongBodyThatIsSentWholeIsRefusedForAllToRead(int length) throws Exception {
        for (int i = 0; i < 20; i++) {
            try (RawClient client = RawClient.connectPlain(world.proxy().controlPort())) {
                client.send(put("Content-Length: " + length)).sendZeros(length);
                RawResponse response = client.readResponse();
                assertThat(response.status()).isEqualTo(413);
                assertThat(response.text()).contains("longer");
                assertThat(response.ending()).isEqualTo(Ending.COMPLETE);
            }
        }
    }

    @Test
    void aClientThatNeverStopsSendingABodyIsCut() throws Exception {
        long length = 1L << 40;
        try (RawClient client = RawClient.connectPlain(world.proxy().controlPort())) {
            client.send(put("Content-Length: " + length));
            assertThatThrownBy(() -> client.sendZeros(MORE_THAN_ALL_BUFFERS))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void aNewTicketOfTheSameIdReplacesTheOld() throws Exception {
        TestImage image = world.newImage(4096, Operation.WRITE);
        ImageClient client = new ImageClient(world);
        assertThat(client.put(image.uri(), new byte[10]).statusCode()).isEqualTo(200);
        JsonObject replacement =
                minimal(image.id(), world.daemon().imageUri(image.id()))
                        .add("size", 100)
                        .add("ops", Json.createArrayBuilder().add("read"))
                        .build();
        assertThat(world.engine().put(image.id(), replacement.toString()).statusCode())
                .isEqualTo(200);
        JsonObject status = world.engine().status(image.id());
        assertThat(status.getInt("size")).isEqualTo(100);
        assertThat(status.getInt("transferred")).isZero();
        assertThat(client.put(image.uri(), new byte[10]).statusCode()).isEqualTo(403);
        assertThat(client.get(image.uri(), "Range", "bytes=0-100").statusCode()).isEqualTo(416);
    }

    @Test
    void theUrlOfATicketIsKeptAsItWas() throws Exception {
        URI url = URI.create("HTTPS://Host.Example/images/" + id);
        world.engine().put(id, minimal(id, url).build().toString());
        assertThat(world.engine().status(id).getString("url")).isEqualTo(url.toString());
    }

    @Test
    void aTimeoutMayBeForEver() throws Exception {
        String ticket = changed("timeout", Json.createValue(Long.MAX_VALUE)).toString();
        assertThat(world.engine().put(id, ticket).statusCode()).isEqualTo(200);
        assertThat(world.engine().status(id).getJsonNumber("expires").longValueExact())
                .isGreaterThan(3_000_000_000L);
    }

    private static void refused(HttpResponse<String> response, int status, String reason) {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(mediaType(response.headers())).isEqualTo(PLAIN_TEXT);
        assertThat(response.body()).contains(reason).matches("[^\\n]+\\n");
    }

    private String put(String field) {
        return "PUT /tickets/%s HTTP/1.1\r\nHost: localhost\r\n%s\r\n\r\n".formatted(id, field);
    }

    private JsonObject minimal() {
        return minimal(id, world.daemon().imageUri(id)).build();
    }

    private static JsonObjectBuilder minimal(String id, URI url) {
        return Json.createObjectBuilder()
                .add("uuid", id)
                .add("size", 4096)
                .add("ops", Json.createArrayBuilder().add("read"))
                .add("timeout", 300)
                .add("url", url.toString());
    }

    private JsonObject changed(String name, JsonValue value) {
        return Json.createObjectBuilder(minimal()).add(name, value).build();
    }
}
