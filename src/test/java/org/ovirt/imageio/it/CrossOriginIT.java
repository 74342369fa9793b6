// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ovirt.imageio.testing.client.RawClient;
import org.ovirt.imageio.testing.client.RawResponse;
import org.ovirt.imageio.testing.daemon.DaemonTicket.Operation;
import org.ovirt.imageio.testing.world.SharedWorld;
import org.ovirt.imageio.testing.world.World;

/** What a browser lets a page of another origin do with the proxy, such as WebAdmin's. */
@ExtendWith(SharedWorld.class)
class CrossOriginIT {
    private static final String ORIGIN = "https://engine.example:443";
    private static final String UNKNOWN_ID = "00000000-0000-4000-8000-000000000000";

    private final World world;
    private final ImageClient client;

    CrossOriginIT(World world) {
        this.world = world;
        client = new ImageClient(world);
    }

    @ParameterizedTest
    @CsvSource({
        "200, GET, /images/ID, ''",
        "200, PUT, /images/ID, abc",
        "200, PATCH, /images/ID, {\"op\": \"flush\"}",
        "200, OPTIONS, /images/ID, ''",
        "200, OPTIONS, /images/*, ''",
        "200, HEAD, /images/ID, ''",
        "200, GET, /images/ID/extents, ''",
        "200, GET, /images/ID/checksum, ''",
        "200, GET, /images/ID/checksum/algorithms, ''",
        "200, GET, /images/ID/ranges, ''",
        "200, GET, /info/, ''",
        "400, PATCH, /images/ID, {}",
        "400, GET, /images/ID/extents?context=x, ''",
        "400, GET, /images/ID/checksum?block_size=1, ''",
        "403, GET, /images/" + UNKNOWN_ID + ", ''",
        "403, PUT, /images/" + UNKNOWN_ID + ", abc",
        "403, OPTIONS, /images/" + UNKNOWN_ID + ", ''",
        "403, GET, /images/" + UNKNOWN_ID + "/ranges, ''",
        "404, GET, /images/ID/extents?context=dirty, ''",
        "404, GET, /nothing, ''",
        "404, GET, /info, ''",
        "405, DELETE, /images/ID, ''",
        "405, POST, /info/, ''"
    })
    void aPageMayReadEveryAnswer(int status, String method, String path, String body)
            throws Exception {
        String id = world.newImage(4096, Operation.WRITE).id();
        HttpResponse<String> response =
                client.send(
                        method,
                        uri(path.replace("ID", id)),
                        body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body),
                        "Origin",
                        ORIGIN);
        assertThat(response.statusCode()).isEqualTo(status);
        readable(response.headers());
    }

    @Test
    void aPageMayReadARangeAndARefusedRange() throws Exception {
        URI image = world.newImage(4096, Operation.READ).uri();
        HttpResponse<String> range = client.get(image, "Origin", ORIGIN, "Range", "bytes=0-9");
        assertThat(range.statusCode()).isEqualTo(206);
        readable(range.headers());
        HttpResponse<String> refused = client.get(image, "Origin", ORIGIN, "Range", "bytes=4096-");
        assertThat(refused.statusCode()).isEqualTo(416);
        readable(refused.headers());
    }

    @ParameterizedTest
    @CsvSource({
        "400, PUT, Transfer-Encoding: chunked",
        "400, PUT, Content-Length: 18446744073709551621",
        "405, TRACE, Accept: */*",
        "413, PATCH, Content-Length: 1000000",
        "415, PUT, Content-Encoding: gzip",
        "417, PUT, Expect: something"
    })
    void aPageMayReadWhyARequestWasNotEvenRelayed(int status, String method, String field)
            throws Exception {
        URI image = world.newImage(4096, Operation.WRITE).uri();
        try (RawClient client = world.connect()) {
            client.send(RequestText.head(method, image, "Origin: " + ORIGIN, field));
            RawResponse response = client.readResponse();
            assertThat(response.status()).isEqualTo(status);
            assertThat(response.text()).matches("[^\\n]{10,}\\n");
            readable(response.headers());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 404, 409, 416, 500, 503, 507})
    void aPageMayReadWhyADaemonRefuses(int status) throws Exception {
        try (ScriptedImage image = ScriptedImage.create(world, 4096)) {
            image.onRequest(
                    r ->
                            r.readHead()
                                    .send(
                                            "HTTP/1.1 "
                                                    + status
                                                    + " X\r\nContent-Length: 0\r\n\r\n"));
            aPageMayRead(status, image);
        }
    }

    @Test
    void aPageMayReadThatADaemonFails() throws Exception {
        try (ScriptedImage image = ScriptedImage.create(world, 4096)) {
            image.onRequest(r -> r.readHead().send("nonsense\r\n\r\n"));
            aPageMayRead(502, image);
            image.onRequest(r -> r.readHead().awaitPeerClose());
            aPageMayRead(504, image);
            image.daemon().close();
            aPageMayRead(503, image);
        }
    }

    private void aPageMayRead(int status, ScriptedImage image) throws Exception {
        try (RawClient client = image.connect()) {
            client.send(image.head("GET", "Origin: " + ORIGIN));
            RawResponse response = client.readResponse();
            assertThat(response.status()).isEqualTo(status);
            readable(response.headers());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "PUT, 'cache-control,content-range,content-type,pragma'",
        "PATCH, content-type",
        "GET, range",
        "HEAD, range"
    })
    void aPageMaySendWhatATransferNeeds(String method, String fields) throws Exception {
        HttpResponse<String> response =
                client.options(
                        uri("/images/" + UNKNOWN_ID),
                        "Origin",
                        ORIGIN,
                        "Access-Control-Request-Method",
                        method,
                        "Access-Control-Request-Headers",
                        fields);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEmpty();
        assertThat(values(response.headers(), "Access-Control-Allow-Origin")).containsExactly("*");
        assertThat(values(response.headers(), "Access-Control-Allow-Methods")).contains(method);
        assertThat(values(response.headers(), "Access-Control-Allow-Headers"))
                .contains("*", "Authorization");
        assertThat(response.headers().firstValueAsLong("Access-Control-Max-Age").orElseThrow())
                .isBetween(1L, 86_400L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/images/" + UNKNOWN_ID + "/extents",
                "/images/" + UNKNOWN_ID + "/checksum",
                "/images/" + UNKNOWN_ID + "/checksum/algorithms",
                "/info/"
            })
    void aPageMayAskForEveryResource(String path) throws Exception {
        HttpResponse<String> response =
                client.options(uri(path), "Origin", ORIGIN, "Access-Control-Request-Method", "GET");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(values(response.headers(), "Access-Control-Allow-Methods")).contains("GET");
    }

    @Test
    void aPageOfAPublicSiteMayReachAPrivateNetwork() throws Exception {
        HttpResponse<String> response =
                client.options(
                        uri("/info/"),
                        "Origin",
                        ORIGIN,
                        "Access-Control-Request-Method",
                        "GET",
                        "Access-Control-Request-Private-Network",
                        "true");
        assertThat(values(response.headers(), "Access-Control-Allow-Private-Network"))
                .containsExactly("true");
    }

    @Test
    void credentialsAreNeverShared() throws Exception {
        HttpResponse<String> response = client.get(uri("/info/"), "Origin", ORIGIN);
        assertThat(response.headers().map()).doesNotContainKey("access-control-allow-credentials");
    }

    @Test
    void withoutAnOriginNothingIsSaidOfOrigins() throws Exception {
        URI image = world.newImage(4096, Operation.READ).uri();
        for (HttpResponse<String> response :
                List.of(
                        client.get(image),
                        client.options(image),
                        client.get(uri("/info/")),
                        client.get(uri("/nothing")))) {
            assertThat(response.headers().map().keySet())
                    .noneMatch(name -> name.startsWith("access-control-"));
        }
    }

    private static void readable(HttpHeaders headers) {
        assertThat(values(headers, "Access-Control-Allow-Origin")).containsExactly("*");
        assertThat(values(headers, "Access-Control-Expose-Headers"))
                .contains("Allow", "Content-Disposition", "Content-Length", "Content-Range")
                .contains("Range");
    }

    private static List<String> values(HttpHeaders headers, String name) {
        List<String> values = new ArrayList<>();
        for (String field : headers.allValues(name)) {
            values.addAll(List.of(field.split(" *, *", -1)));
        }
        return values;
    }

    private URI uri(String path) {
        return world.proxy().baseUri().resolve(path);
    }
}
