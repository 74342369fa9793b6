// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.ovirt.imageio.it.TestData.PLAIN_TEXT;
import static org.ovirt.imageio.it.TestData.mediaType;

import jakarta.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ovirt.imageio.testing.client.RawClient;
import org.ovirt.imageio.testing.client.RawResponse;
import org.ovirt.imageio.testing.client.RawResponse.Ending;
import org.ovirt.imageio.testing.daemon.DaemonTicket;
import org.ovirt.imageio.testing.daemon.DaemonTicket.Operation;
import org.ovirt.imageio.testing.daemon.SeenRequest;
import org.ovirt.imageio.testing.token.TokenIssuer;
import org.ovirt.imageio.testing.world.EraBWorld;
import org.ovirt.imageio.testing.world.World;
import org.ovirt.imageio.testing.world.World.TestImage;

/** The requests of Engine 4.2 and 4.3 and of the clients of proxy 1.2.1 to 1.6, as on the wire. */
@ExtendWith(EraBWorld.class)
class EraBIT {
    private static final int SIZE = 2_500_000;
    private static final int PART = 1 << 20;
    private static final long LARGE = 256L << 20;
    private static final int SMALL_WINDOW = 16 * 1024;
    private static final int MOST_READ = 64 * 1024;
    private static final Duration LIFETIME = Duration.ofHours(10);
    private static final Instant LONG_AGO = Instant.EPOCH.plus(Duration.ofDays(17_000));

    /** From the Engine, with Java 8's HttpURLConnection. */
    private static final String ADD =
            """
            PUT /tickets/ HTTP/1.1
            Content-Type: application/json; charset=utf-8
            User-Agent: Java/1.8.0_151
            Host: engine.example:54323
            Accept: text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2
            Connection: keep-alive
            Content-Length: {}

            """;

    private static final String REMOVE =
            """
            DELETE /tickets/{} HTTP/1.1
            Content-Type: application/json; charset=utf-8
            User-Agent: Java/1.8.0_151
            Host: engine.example:54323
            Accept: text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2
            Connection: keep-alive

            """;

    /** From anybody with a token. */
    private static final String REMOVE_WITH_TOKEN =
            """
            DELETE /tickets/{} HTTP/1.1
            Host: engine.example:54323
            Authorization: {}

            """;

    /** From a script that uses the SDK of oVirt 4.2, with Python 3's http.client. */
    private static final String UPLOAD =
            """
            PUT /images/{} HTTP/1.1
            Host: engine.example:54323
            Accept-Encoding: identity
            Content-Length: {}

            """;

    private static final String DOWNLOAD =
            """
            GET /images/{} HTTP/1.1
            Host: engine.example:54323
            Accept-Encoding: identity

            """;

    /**
     * From virt-v2v of 2018, with Python 3's http.client; without the ticket if it knew OPTIONS.
     */
    private static final String V2V_OPTIONS =
            """
            OPTIONS /images/{} HTTP/1.1
            Host: engine.example:54323
            Accept-Encoding: identity

            """;

    private static final String V2V_WRITE =
            """
            PUT /images/{}?flush={} HTTP/1.1
            Host: engine.example:54323
            Accept-Encoding: identity
            Content-Range: bytes {}-{}/*
            Content-Length: {}

            """;

    private static final String V2V_WRITE_WITH_TICKET =
            """
            PUT /images/{}?flush=n HTTP/1.1
            Host: engine.example:54323
            Accept-Encoding: identity
            Authorization: {}
            Content-Range: bytes {}-{}/*
            Content-Length: {}

            """;

    private static final String V2V_READ_WITH_TICKET =
            """
            GET /images/{} HTTP/1.1
            Host: engine.example:54323
            Accept-Encoding: identity
            Range: bytes={}-{}
            Authorization: {}

            """;

    private static final String V2V_PATCH =
            """
            PATCH /images/{} HTTP/1.1
            Host: engine.example:54323
            Accept-Encoding: identity
            Content-Type: application/json
            Content-Length: {}

            {}""";

    private final World world;

    EraBIT(World world) {
        this.world = world;
    }

    /** What is not good about an added ticket, and what the Engine is told. */
    enum Fault {
        EXPIRED("expired"),
        NOT_YET_VALID("not yet valid"),
        OF_ANOTHER_SIGNER("signature"),
        EMPTY("malformed"),
        CUT("malformed"),
        NOT_BASE64("malformed"),
        NOT_AN_ENVELOPE("token"),
        A_JWT("malformed"),
        WITH_LINE_ENDS("malformed"),
        WITH_JUNK("malformed"),
        WITH_PADDING("malformed"),
        IN_UTF_16("malformed"),
        IN_GZIP("malformed");

        private final String told;

        Fault(String told) {
            this.told = told;
        }

        byte[] ticket(World world, String image) throws IOException {
            URI daemon = world.daemonUri();
            TokenIssuer issuer = world.issuer();
            String good = issuer.signedTicketV1(image, daemon, LIFETIME);
            return switch (this) {
                case EXPIRED -> ascii(issuer.signedTicketV1(image, daemon, LONG_AGO, LIFETIME));
                case NOT_YET_VALID ->
                        ascii(
                                issuer.signedTicketV1(
                                        image, daemon, Instant.now().plus(LIFETIME), LIFETIME));
                case OF_ANOTHER_SIGNER ->
                        ascii(
                                TokenIssuer.create(world.pki())
                                        .signedTicketV1(image, daemon, LIFETIME));
                case EMPTY -> new byte[0];
                case CUT -> ascii(good.substring(0, good.length() - 400));
                case NOT_BASE64 -> ascii("a signed ticket");
                case NOT_AN_ENVELOPE -> ascii("e30=");
                case A_JWT -> ascii(issuer.jwt(image, daemon));
                case WITH_LINE_ENDS ->
                        Base64.getMimeEncoder().encode(Base64.getDecoder().decode(good));
                case WITH_JUNK -> ascii(good.substring(0, 80) + "*" + good.substring(80));
                case WITH_PADDING -> ascii(good + "====");
                case IN_UTF_16 -> good.getBytes(UTF_16);
                case IN_GZIP -> gzip(ascii(good));
            };
        }

        private static byte[] ascii(String text) {
            return text.getBytes(ISO_8859_1);
        }

        private static byte[] gzip(byte[] bytes) throws IOException {
            ByteArrayOutputStream zipped = new ByteArrayOutputStream();
            try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
                out.write(bytes);
            }
            return zipped.toByteArray();
        }
    }

    @Test
    void theEngineAddsASignedTicket() throws Exception {
        RawResponse response = add(ticket(image()));
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body()).isEmpty();
        assertThat(response.header("Content-Length")).isEqualTo("0");
        assertThat(mediaType(response.headers())).isEqualTo("application/json");
    }

    /** The id in the path is not looked at. */
    @Test
    void theEngineMayNameTheTicketItAdds() throws Exception {
        TestImage image = image();
        String ticket = ticket(image);
        String head = ADD.replace("/tickets/ ", "/tickets/" + image.id() + " ");
        RawResponse response = send(RequestText.of(head, ticket.length()) + ticket);
        assertThat(response.status()).isEqualTo(200);
        assertThat(send(RequestText.of(DOWNLOAD, image.id())).status()).isEqualTo(200);
    }

    @Test
    void afterwardsAnImageGoesUpAndDownWithItsIdAlone() throws Exception {
        TestImage image = addedImage();
        byte[] bytes = TestData.bytes(SIZE);
        try (RawClient client = world.connect()) {
            client.send(RequestText.of(UPLOAD, image.id(), SIZE));
            RawResponse upload = client.send(bytes).readResponse();
            assertThat(upload.status()).isEqualTo(200);
            assertThat(upload.body()).isEmpty();
            assertThat(upload.header("Cache-Control")).isEqualTo("no-cache, no-store");
            assertThat(Files.readAllBytes(image.file())).isEqualTo(bytes);
            client.send(RequestText.of(DOWNLOAD, image.id()));
            RawResponse download = client.readResponse();
            assertThat(download.status()).isEqualTo(200);
            assertThat(download.body()).isEqualTo(bytes);
            assertThat(download.headers().map()).doesNotContainKey("Content-Range");
        }
    }

    @Test
    void aClientAsksWhatItCanDo() throws Exception {
        TestImage image = addedImage();
        RawResponse response = send(RequestText.of(V2V_OPTIONS, image.id()));
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("Allow").split(",")).contains("OPTIONS", "GET", "PUT", "PATCH");
        assertThat(TestData.json(response.text()).asJsonObject().getJsonArray("features"))
                .extracting(Object::toString)
                .contains("\"zero\"", "\"flush\"");
        assertThat(send(RequestText.of(V2V_OPTIONS, "*")).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"y", "n"})
    void aPartGoesWhereItBelongs(String flush) throws Exception {
        TestImage image = addedImage();
        byte[] bytes = TestData.bytes(PART);
        try (RawClient client = world.connect()) {
            client.send(RequestText.of(V2V_WRITE, image.id(), flush, 8192, 8192 + PART - 1, PART));
            assertThat(client.send(bytes).readResponse().status()).isEqualTo(200);
        }
        byte[] expected = new byte[SIZE];
        System.arraycopy(bytes, 0, expected, 8192, PART);
        assertThat(Files.readAllBytes(image.file())).isEqualTo(expected);
        SeenRequest seen = world.daemon().requests(image.id()).get(0);
        assertThat(seen.target()).endsWith("?flush=" + flush);
    }

    @Test
    void aClientZeroesAndFlushes() throws Exception {
        TestImage image = addedImage();
        Files.write(image.file(), TestData.bytes(SIZE));
        String zero = "{\"op\": \"zero\", \"offset\": 4096, \"size\": 8192, \"flush\": false}";
        String flush = "{\"op\": \"flush\"}";
        try (RawClient client = world.connect()) {
            for (String command : new String[] {zero, flush}) {
                client.send(RequestText.of(V2V_PATCH, image.id(), command.length(), command));
                RawResponse response = client.readResponse();
                assertThat(response.status()).isEqualTo(200);
                assertThat(response.body()).isEmpty();
            }
        }
        byte[] expected = TestData.bytes(SIZE);
        Arrays.fill(expected, 4096, 4096 + 8192, (byte) 0);
        assertThat(Files.readAllBytes(image.file())).isEqualTo(expected);
        assertThat(world.daemon().requests(image.id()))
                .extracting(SeenRequest::method)
                .containsOnly("PATCH")
                .hasSize(2);
    }

    /** For an Engine that could not add it. */
    @Test
    void aClientAddsItsTicketByShowingIt() throws Exception {
        TestImage image = image();
        refused(403, send(RequestText.of(DOWNLOAD, image.id())));
        byte[] bytes = TestData.bytes(PART);
        String ticket = ticket(image);
        try (RawClient client = world.connect()) {
            client.send(
                    RequestText.of(V2V_WRITE_WITH_TICKET, image.id(), ticket, 0, PART - 1, PART));
            assertThat(client.send(bytes).readResponse().status()).isEqualTo(200);
            client.send(RequestText.of(V2V_READ_WITH_TICKET, image.id(), 0, PART - 1, ticket));
            RawResponse range = client.readResponse();
            assertThat(range.status()).isEqualTo(206);
            assertThat(range.body()).isEqualTo(bytes);
        }
        RawResponse withoutTicket = send(RequestText.of(DOWNLOAD, image.id()));
        assertThat(withoutTicket.status()).isEqualTo(200);
        assertThat(Arrays.copyOf(withoutTicket.body(), PART)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"EXPIRED", "NOT_YET_VALID", "OF_ANOTHER_SIGNER", "NOT_BASE64"})
    void aTicketThatIsNotGoodIsNotAddedByShowingIt(Fault fault) throws Exception {
        TestImage image = image();
        String ticket = new String(fault.ticket(world, image.id()), ISO_8859_1);
        RawResponse response =
                send(RequestText.of(V2V_READ_WITH_TICKET, image.id(), 0, 4095, ticket));
        refused(401, response);
        assertThat(response.header("WWW-Authenticate")).contains("error=\"invalid_token\"");
        refused(403, send(RequestText.of(DOWNLOAD, image.id())));
    }

    /** Proxy 1.2.1 added the ticket and failed with 500. */
    @Test
    void nothingIsRememberedOfATicketForAnotherImage() throws Exception {
        TestImage image = image();
        TestImage other = image();
        refused(
                403,
                send(RequestText.of(V2V_READ_WITH_TICKET, image.id(), 0, 4095, ticket(other))));
        refused(403, send(RequestText.of(DOWNLOAD, image.id())));
        refused(403, send(RequestText.of(DOWNLOAD, other.id())));
    }

    @Test
    void aRemovedTicketDoesNotComeBack() throws Exception {
        TestImage image = image();
        String ticket = ticket(image);
        assertThat(add(ticket).status()).isEqualTo(200);
        assertThat(send(RequestText.of(DOWNLOAD, image.id())).status()).isEqualTo(200);
        removed(send(RequestText.of(REMOVE, image.id())));
        refused(403, send(RequestText.of(DOWNLOAD, image.id())));
        refused(403, add(ticket));
        refused(403, send(RequestText.of(V2V_READ_WITH_TICKET, image.id(), 0, 9, ticket)));
        refused(403, send(RequestText.of(DOWNLOAD, image.id())));
        assertThat(world.daemon().requests(image.id())).hasSize(1);
        removed(send(RequestText.of(REMOVE, image.id())));
    }

    @Test
    void anUnknownTicketIsRemovedAllTheSame() throws Exception {
        removed(send(RequestText.of(REMOVE, UUID.randomUUID())));
    }

    @Test
    void aRemovalNamesItsTicket() throws Exception {
        TestImage image = addedImage();
        refused(400, send(RequestText.of(REMOVE, "")));
        assertThat(send(RequestText.of(DOWNLOAD, image.id())).status()).isEqualTo(200);
    }

    @Test
    void removalCutsADownloadWhoseClientIsStill() throws Exception {
        TestImage image = world.newImageOnDaemon(LARGE, Operation.READ);
        assertThat(add(ticket(image)).status()).isEqualTo(200);
        try (RawClient client =
                RawClient.connect(
                        world.proxy().dataPort(), world.pki().clientContext(), SMALL_WINDOW)) {
            client.send(RequestText.of(DOWNLOAD, image.id())).readHead();
            removed(send(RequestText.of(REMOVE, image.id())));
            assertThat(world.engine().get(image.id()).statusCode()).isEqualTo(404);
            assertThat(client.readBytes((int) LARGE).length).isLessThan((int) LARGE);
        }
        ConnectionReuseIT.awaitNoConnection(world, image);
    }

    @Test
    void noByteIsWrittenAfterTheRemoval() throws Exception {
        TestImage image = addedImage();
        byte[] part = new byte[PART];
        Arrays.fill(part, (byte) 1);
        try (RawClient client = world.connect()) {
            client.send(RequestText.of(UPLOAD, image.id(), SIZE)).send(part);
            await().atMost(10, SECONDS).until(() -> Files.readAllBytes(image.file())[0] == 1);
            removed(send(RequestText.of(REMOVE, image.id())));
            assertThat(world.engine().get(image.id()).statusCode()).isEqualTo(404);
            refused(403, client.send(part).readResponse());
        }
        ConnectionReuseIT.awaitNoConnection(world, image);
        assertThat(Arrays.copyOfRange(Files.readAllBytes(image.file()), PART, SIZE))
                .containsOnly(0);
    }

    @Test
    void aTokenRemovesItsOwnTicketOnly() throws Exception {
        TestImage image = addedImage();
        TestImage other = addedImage();
        String good = ticket(image);
        refused(403, send(RequestText.of(REMOVE_WITH_TOKEN, other.id(), good)));
        refused(401, send(RequestText.of(REMOVE_WITH_TOKEN, image.id(), "e30=")));
        String reader = "Bearer " + world.issuer().jwt(image.id(), world.daemonUri(), "read");
        refused(403, send(RequestText.of(REMOVE_WITH_TOKEN, image.id(), reader)));
        for (TestImage one : new TestImage[] {image, other}) {
            assertThat(send(RequestText.of(DOWNLOAD, one.id())).status()).isEqualTo(200);
        }
        removed(send(RequestText.of(REMOVE_WITH_TOKEN, image.id(), good)));
        refused(403, send(RequestText.of(DOWNLOAD, image.id())));
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void aTicketThatIsNotGoodIsNotAdded(Fault fault) throws Exception {
        TestImage image = image();
        byte[] ticket = fault.ticket(world, image.id());
        try (RawClient client = world.connect()) {
            client.send(RequestText.of(ADD, ticket.length)).send(ticket);
            RawResponse response = client.readResponse();
            refused(403, response);
            assertThat(response.text())
                    .startsWith("Error verifying signed ticket: ")
                    .contains(fault.told);
        }
        refused(403, send(RequestText.of(DOWNLOAD, image.id())));
    }

    @Test
    void aLongBodyIsRefusedBeforeItIsRead() throws Exception {
        try (RawClient client = world.connect()) {
            client.send(RequestText.of(ADD, 1 << 20)).sendZeros(MOST_READ);
            refused(400, client.readResponse());
        }
    }

    @Test
    void whoSendsALongBodyReadsWhyItIsRefused() throws Exception {
        try (RawClient client = world.connect()) {
            client.send(RequestText.of(ADD, 1 << 20)).sendZeros(1 << 20);
            RawResponse response = client.readResponse();
            refused(400, response);
            assertThat(response.ending()).isEqualTo(Ending.COMPLETE);
        }
    }

    @Test
    void anEncodedBodyIsRefused() throws Exception {
        String head =
                """
                PUT /tickets/ HTTP/1.1
                Host: engine.example:54323
                Content-Encoding: gzip
                Content-Length: 4

                """;
        refused(415, send(RequestText.of(head) + "four"));
    }

    @Test
    void aPageCannotAddATicket() throws Exception {
        TestImage image = image();
        String ticket = ticket(image);
        String head = ADD.replace("\nAccept:", "\nOrigin: https://engine.example\nAccept:");
        forbiddenToPages(send(RequestText.of(head, ticket.length()) + ticket));
        refused(403, send(RequestText.of(DOWNLOAD, image.id())));
    }

    @Test
    void aPageCannotRemoveATicket() throws Exception {
        TestImage image = addedImage();
        String head = REMOVE.replace("\nAccept:", "\nOrigin: https://engine.example\nAccept:");
        forbiddenToPages(send(RequestText.of(head, image.id())));
        assertThat(send(RequestText.of(DOWNLOAD, image.id())).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"PUT, /tickets/", "DELETE, /tickets/ID", "DELETE, /%74ickets/ID", "GET, /tickets/"})
    void aPageThatAsksIsToldNo(String method, String path) throws Exception {
        String preflight =
                """
                OPTIONS {} HTTP/1.1
                Host: engine.example:54323
                Connection: keep-alive
                Accept: */*
                Access-Control-Request-Method: {}
                Access-Control-Request-Headers: content-type
                Origin: https://evil.example
                User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/80.0.3987.87 Safari/537.36
                Sec-Fetch-Mode: cors
                Sec-Fetch-Site: cross-site
                Referer: https://evil.example/
                Accept-Encoding: gzip, deflate, br
                Accept-Language: en-US,en;q=0.9

                """;
        String target = path.replace("ID", UUID.randomUUID().toString());
        forbiddenToPages(send(RequestText.of(preflight, target, method)));
    }

    @Test
    void aTicketOfTheEngineIsNotWidenedByASignedOne() throws Exception {
        TestImage image = image();
        DaemonTicket narrow = DaemonTicket.of(image.id(), image.file(), 4096, Operation.READ);
        world.engine().install(narrow, world.daemon().imageUri(image.id()));
        JsonObject before = world.engine().status(image.id());
        String ticket = ticket(image);
        assertThat(add(ticket).status()).isEqualTo(200);
        JsonObject after = world.engine().status(image.id());
        for (String key : new String[] {"ops", "size", "timeout", "expires", "url"}) {
            assertThat(after.get(key)).isEqualTo(before.get(key));
        }
        refused(403, send(RequestText.of(UPLOAD, image.id(), 4) + "four"));
        refused(
                403,
                send(RequestText.of(V2V_WRITE_WITH_TICKET, image.id(), ticket, 0, 3, 4) + "four"));
        assertThat(
                        send(RequestText.of(V2V_READ_WITH_TICKET, image.id(), 4096, 8191, ticket))
                                .status())
                .isEqualTo(416);
        assertThat(world.daemon().requests(image.id())).isEmpty();
    }

    /** WebAdmin of oVirt 4.2 in Firefox 60. */
    @Test
    void webAdminUploads() throws Exception {
        TestImage image = addedImage();
        byte[] bytes = TestData.bytes(SIZE);
        String preflight =
                """
                OPTIONS /images/{} HTTP/1.1
                Host: engine.example:54323
                User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:60.0) Gecko/20100101 Firefox/60.0
                Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8
                Accept-Language: en-US,en;q=0.5
                Accept-Encoding: gzip, deflate, br
                Access-Control-Request-Method: PUT
                Access-Control-Request-Headers: cache-control,content-range,content-type,pragma
                Referer: https://engine.example/ovirt-engine/webadmin/?locale=en_US
                Origin: https://engine.example
                Connection: keep-alive

                """;
        String part =
                """
                PUT /images/{} HTTP/1.1
                Host: engine.example:54323
                User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:60.0) Gecko/20100101 Firefox/60.0
                Accept: */*
                Accept-Language: en-US,en;q=0.5
                Accept-Encoding: gzip, deflate, br
                Referer: https://engine.example/ovirt-engine/webadmin/?locale=en_US
                Cache-Control: no-cache
                Pragma: no-cache
                Content-Range: bytes {}-{}/{}
                Content-Type: application/octet-stream
                Content-Length: {}
                Origin: https://engine.example
                Connection: keep-alive

                """;
        try (RawClient browser = world.connect()) {
            Browser.preflight(
                    browser,
                    RequestText.of(preflight, image.id()),
                    "PUT",
                    "cache-control",
                    "content-range",
                    "content-type",
                    "pragma");
            Browser.upload(
                    browser,
                    bytes,
                    PART,
                    (first, last, total) ->
                            RequestText.of(part, image.id(), first, last, total, last - first + 1));
        }
        assertThat(Files.readAllBytes(image.file())).isEqualTo(bytes);
    }

    /** WebAdmin of oVirt 4.2 in Firefox 60: a frame that loads the image. */
    @Test
    void webAdminDownloads() throws Exception {
        TestImage image = addedImage();
        Files.write(image.file(), TestData.bytes(SIZE));
        String frame =
                """
                GET /images/{} HTTP/1.1
                Host: engine.example:54323
                User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:60.0) Gecko/20100101 Firefox/60.0
                Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8
                Accept-Language: en-US,en;q=0.5
                Accept-Encoding: gzip, deflate, br
                Referer: https://engine.example/ovirt-engine/webadmin/?locale=en_US
                Cookie: locale=en_US
                Connection: keep-alive
                Upgrade-Insecure-Requests: 1

                """;
        RawResponse download = send(RequestText.of(frame, image.id()));
        assertThat(download.status()).isEqualTo(200);
        assertThat(download.header("Content-Type")).isEqualTo("application/octet-stream");
        assertThat(download.header("Content-Disposition")).startsWith("attachment");
        assertThat(download.body()).isEqualTo(TestData.bytes(SIZE));
    }

    private TestImage image() throws IOException {
        return world.newImageOnDaemon(SIZE, Operation.WRITE);
    }

    /** An image whose signed ticket the Engine has added. */
    private TestImage addedImage() throws IOException {
        TestImage image = image();
        assertThat(add(ticket(image)).status()).isEqualTo(200);
        return image;
    }

    private String ticket(TestImage image) {
        return world.issuer().signedTicketV1(image.id(), world.daemonUri(), LIFETIME);
    }

    private RawResponse add(String ticket) throws IOException {
        return send(RequestText.of(ADD, ticket.length()) + ticket);
    }

    /** Sends one request on a connection of its own. */
    private RawResponse send(String request) throws IOException {
        try (RawClient client = world.connect()) {
            return client.send(request).readResponse();
        }
    }

    private static void removed(RawResponse response) {
        assertThat(response.status()).isEqualTo(204);
        assertThat(response.body()).isEmpty();
    }

    private static void forbiddenToPages(RawResponse response) {
        refused(403, response);
        assertThat(response.headers().map().keySet())
                .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("access-"));
    }

    private static void refused(int status, RawResponse response) {
        assertThat(response.status()).isEqualTo(status);
        assertThat(mediaType(response.headers())).isEqualTo(PLAIN_TEXT);
        assertThat(response.text()).matches("[^\\n]{10,}\\n");
    }
}
