// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ovirt.imageio.it.TestData.PLAIN_TEXT;
import static org.ovirt.imageio.it.TestData.mediaType;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ovirt.imageio.testing.client.RawClient;
import org.ovirt.imageio.testing.client.RawResponse;
import org.ovirt.imageio.testing.daemon.DaemonTicket.Operation;
import org.ovirt.imageio.testing.daemon.SeenRequest;
import org.ovirt.imageio.testing.token.TokenIssuer;
import org.ovirt.imageio.testing.world.EraAWorld;
import org.ovirt.imageio.testing.world.World;
import org.ovirt.imageio.testing.world.World.TestImage;

/** The requests of the clients of proxy 1.0 to 1.2.0, as they were on the wire. */
@ExtendWith(EraAWorld.class)
class EraAIT {
    private static final int SIZE = 2_500_000;
    private static final int PART = 1 << 20;
    private static final Duration LIFETIME = Duration.ofHours(1);
    private static final Instant LONG_AGO = Instant.EPOCH.plus(Duration.ofDays(17_000));

    /** From a script that uses the SDK of oVirt 4.1, with Python 2.7's httplib. */
    private static final String UPLOAD =
            """
            PUT /images/{} HTTP/1.1
            Host: engine.example:54323
            Accept-Encoding: identity
            Content-Length: {}
            Content-Range: bytes {}-{}/{}
            Authorization: {}

            """;

    private static final String DOWNLOAD =
            """
            GET /images/{} HTTP/1.1
            Host: engine.example:54323
            Accept-Encoding: identity
            Authorization: {}

            """;

    /** From virt-v2v, with Python 3's http.client. */
    private static final String DOWNLOAD_OF_RANGE =
            """
            GET /images/{} HTTP/1.1
            Host: engine.example:54323
            Accept-Encoding: identity
            Authorization: {}
            Range: bytes={}-{}

            """;

    /** From a script with Python's requests 2.x. */
    private static final String NEW_SESSION =
            """
            POST {} HTTP/1.1
            Host: engine.example:54323
            User-Agent: python-requests/2.6.0 CPython/2.7.5 Linux/3.10.0-514.el7.x86_64
            Accept-Encoding: gzip, deflate
            Accept: */*
            Connection: keep-alive
            Authorization: {}
            Content-Length: 0

            """;

    /** From curl of CentOS 7. */
    private static final String END_OF_SESSION =
            """
            DELETE /sessions/{} HTTP/1.1
            User-Agent: curl/7.29.0
            Host: engine.example:54323
            Accept: */*

            """;

    private final World world;

    EraAIT(World world) {
        this.world = world;
    }

    /** How a client of 1.x can show its session: the end of the path, and a header field. */
    enum Shown {
        HEADER("", "Session-Id: "),
        HEADER_OF_1_0("", "X-Session-Id: "),
        QUERY("?session_id=", "Accept: */*");

        private final String query;
        private final String field;

        Shown(String query, String field) {
            this.query = query;
            this.field = field;
        }

        String get(String image, String session) {
            return head("GET", image, session) + "\r\n";
        }

        String put(String image, String session, String... fields) {
            return head("PUT", image, session) + String.join("\r\n", fields) + "\r\n\r\n";
        }

        private String head(String method, String image, String session) {
            boolean inQuery = !query.isEmpty();
            return RequestText.of(
                    "{} /images/{}{} HTTP/1.1\nHost: engine.example:54323\n{}\n",
                    method,
                    image,
                    inQuery ? query + session : "",
                    inQuery ? field : field + session);
        }
    }

    /** What is not good about a ticket. */
    enum Fault {
        EXPIRED,
        NOT_YET_VALID,
        OF_ANOTHER_SIGNER,
        DAMAGED,
        CUT,
        NOT_BASE64,
        NOT_SIGNED;

        String ticket(World world, String image) {
            URI daemon = world.daemonUri();
            TokenIssuer issuer = world.issuer();
            String good = issuer.signedTicketV1(image, daemon, LIFETIME);
            return switch (this) {
                case EXPIRED -> issuer.signedTicketV1(image, daemon, LONG_AGO, LIFETIME);
                case NOT_YET_VALID ->
                        issuer.signedTicketV1(
                                image, daemon, Instant.now().plus(LIFETIME), LIFETIME);
                case OF_ANOTHER_SIGNER ->
                        TokenIssuer.create(world.pki()).signedTicketV1(image, daemon, LIFETIME);
                case DAMAGED -> good.substring(0, 100) + "AAAA" + good.substring(104);
                case CUT -> good.substring(0, good.length() - 400);
                case NOT_BASE64 -> "a signed ticket";
                case NOT_SIGNED -> "e30=";
            };
        }
    }

    @Test
    void anUploadShowsItsTicketWithEachPart() throws Exception {
        TestImage image = image();
        byte[] bytes = TestData.bytes(SIZE);
        String ticket = ticket(image);
        try (RawClient client = world.connect()) {
            for (int first = 0; first < SIZE; first += PART) {
                int end = Math.min(first + PART, SIZE);
                client.send(
                        RequestText.of(
                                UPLOAD, image.id(), end - first, first, end - 1, SIZE, ticket));
                RawResponse response =
                        client.send(Arrays.copyOfRange(bytes, first, end)).readResponse();
                assertThat(response.status()).isEqualTo(200);
                assertThat(response.body()).isEmpty();
                assertThat(response.header("Cache-Control")).isEqualTo("no-cache, no-store");
            }
        }
        assertThat(Files.readAllBytes(image.file())).isEqualTo(bytes);
    }

    @Test
    void aDownloadShowsItsTicket() throws Exception {
        TestImage image = filledImage();
        RawResponse response = send(RequestText.of(DOWNLOAD, image.id(), ticket(image)));
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(TestData.bytes(SIZE));
        assertThat(response.header("Cache-Control")).isEqualTo("no-cache, no-store");
        assertThat(response.header("Content-Length")).isEqualTo(Integer.toString(SIZE));
        assertThat(response.headers().map()).doesNotContainKey("Content-Range");
    }

    @Test
    void aRangeIsPassedOn() throws Exception {
        TestImage image = filledImage();
        RawResponse response =
                send(RequestText.of(DOWNLOAD_OF_RANGE, image.id(), ticket(image), 1000, 1999));
        assertThat(response.status()).isEqualTo(206);
        assertThat(response.header("Content-Range")).isEqualTo("bytes 1000-1999/" + SIZE);
        assertThat(response.body()).isEqualTo(Arrays.copyOfRange(TestData.bytes(SIZE), 1000, 2000));
        SeenRequest seen = world.daemon().requests(image.id()).get(0);
        assertThat(seen.headers().allValues("Range")).containsExactly("bytes=1000-1999");
        assertThat(seen.headers().map()).doesNotContainKey("Authorization");
    }

    @Test
    void anUploadSaysWhereItsBytesGo() throws Exception {
        TestImage image = image();
        String head =
                """
                PUT /images/{} HTTP/1.1
                Host: engine.example:54323
                Accept-Encoding: identity
                Content-Length: 4
                Authorization: {}

                """;
        refused(400, send(RequestText.of(head, image.id(), ticket(image)) + "four"));
        assertThat(world.daemon().requests(image.id())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/sessions/", "/sessions"})
    void aSessionIsOpenedWithATicket(String path) throws Exception {
        RawResponse response = send(RequestText.of(NEW_SESSION, path, ticket(image())));
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body()).isEmpty();
        assertThat(response.header("Content-Length")).isEqualTo("0");
        assertThat(mediaType(response.headers())).startsWith("text/plain");
        assertThat(response.header("Session-Id")).matches("[\\w-]{22,}");
    }

    @ParameterizedTest
    @EnumSource(Shown.class)
    void afterwardsTheSessionIsShown(Shown shown) throws Exception {
        TestImage image = image();
        String session = session(image);
        byte[] bytes = TestData.bytes(PART);
        try (RawClient client = world.connect()) {
            client.send(
                    shown.put(
                            image.id(),
                            session,
                            "Content-Length: " + PART,
                            "Content-Range: bytes 4096-" + (PART + 4095) + "/" + SIZE));
            assertThat(client.send(bytes).readResponse().status()).isEqualTo(200);
            RawResponse download = client.send(shown.get(image.id(), session)).readResponse();
            assertThat(download.status()).isEqualTo(200);
            assertThat(Arrays.copyOfRange(download.body(), 4096, 4096 + PART)).isEqualTo(bytes);
            client.send(shown.put(image.id(), session, "Content-Length: 4") + "four");
            refused(400, client.readResponse());
        }
    }

    @Test
    void anEndedSessionIsNoProof() throws Exception {
        TestImage image = image();
        String session = session(image);
        RawResponse ended = send(RequestText.of(END_OF_SESSION, session));
        assertThat(ended.status()).isEqualTo(204);
        assertThat(ended.body()).isEmpty();
        refused(404, send(RequestText.of(END_OF_SESSION, session)));
        for (Shown shown : Shown.values()) {
            unauthorized(send(shown.get(image.id(), session)));
        }
        assertThat(world.daemon().requests(image.id())).isEmpty();
    }

    @Test
    void anUnknownSessionCannotBeEnded() throws Exception {
        refused(404, send(RequestText.of(END_OF_SESSION, UUID.randomUUID())));
    }

    /** Proxy 1.2.0 failed with 500. */
    @Test
    void anUnknownSessionIsReplacedWhenATicketIsShown() throws Exception {
        TestImage image = image();
        String unknown = UUID.randomUUID().toString();
        String renewal =
                """
                POST /sessions/ HTTP/1.1
                Host: engine.example:54323
                User-Agent: python-requests/2.6.0 CPython/2.7.5 Linux/3.10.0-514.el7.x86_64
                Accept-Encoding: gzip, deflate
                Accept: */*
                Connection: keep-alive
                Session-Id: {}
                Authorization: {}
                Content-Length: 0

                """;
        RawResponse response = send(RequestText.of(renewal, unknown, ticket(image)));
        assertThat(response.status()).isEqualTo(200);
        String session = response.header("Session-Id");
        assertThat(session).isNotEmpty().isNotEqualTo(unknown);
        assertThat(send(Shown.HEADER.get(image.id(), session)).status()).isEqualTo(200);
        unauthorized(send(Shown.HEADER.get(image.id(), unknown)));
    }

    @Test
    void nothingIsAllowedToWhoShowsNothing() throws Exception {
        TestImage image = image();
        String get = "GET /images/{} HTTP/1.1\nHost: engine.example:54323\n\n";
        String put =
                """
                PUT /images/{} HTTP/1.1
                Host: engine.example:54323
                Content-Length: 4
                Content-Range: bytes 0-3/4

                """;
        refused(403, send(RequestText.of(get, image.id())));
        refused(403, send(RequestText.of(put, image.id()) + "four"));
        unauthorized(
                send(
                        RequestText.of(
                                """
                                POST /sessions/ HTTP/1.1
                                Host: engine.example:54323
                                Content-Length: 0

                                """)));
        assertThat(world.daemon().requests(image.id())).isEmpty();
    }

    @Test
    void aTransferOfATicketIsNotOpenToItsIdAlone() throws Exception {
        TestImage image = filledImage();
        assertThat(send(RequestText.of(DOWNLOAD, image.id(), ticket(image))).status())
                .isEqualTo(200);
        String get = "GET /images/{} HTTP/1.1\nHost: engine.example:54323\n\n";
        refused(403, send(RequestText.of(get, image.id())));
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void aTicketThatIsNotGoodIsNoProof(Fault fault) throws Exception {
        TestImage image = image();
        String ticket = fault.ticket(world, image.id());
        unauthorized(send(RequestText.of(DOWNLOAD, image.id(), ticket)));
        unauthorized(send(RequestText.of(UPLOAD, image.id(), 4, 0, 3, SIZE, ticket) + "four"));
        unauthorized(send(RequestText.of(NEW_SESSION, "/sessions/", ticket)));
        assertThat(world.daemon().requests(image.id())).isEmpty();
    }

    /** Proxy 1.2.1 failed with 500, and had added the ticket. */
    @Test
    void nothingIsRememberedOfATicketForAnotherImage() throws Exception {
        TestImage image = image();
        TestImage other = image();
        String ticket = ticket(other);
        refused(403, send(RequestText.of(DOWNLOAD, image.id(), ticket)));
        refused(403, send(RequestText.of(UPLOAD, image.id(), 4, 0, 3, SIZE, ticket) + "four"));
        refused(403, send(Shown.HEADER.get(image.id(), session(other))));
        assertThat(world.engine().get(image.id()).statusCode()).isEqualTo(404);
        assertThat(world.engine().get(other.id()).statusCode()).isEqualTo(404);
        assertThat(world.daemon().requests(image.id())).isEmpty();
        assertThat(world.daemon().requests(other.id())).isEmpty();
    }

    /** In 1.x they had no fields for other origins, and WebAdmin said "network error". */
    @ParameterizedTest
    @CsvSource({
        "400, 'PUT /images/ID', 'Content-Length: 0'",
        "401, 'GET /images/ID', 'Authorization: e30='",
        "401, 'GET /images/ID', 'Session-Id: unknown'",
        "401, 'POST /sessions/', 'Content-Length: 0'",
        "403, 'GET /images/ID', 'Pragma: no-cache'",
        "404, 'DELETE /sessions/unknown', 'Pragma: no-cache'",
        "405, 'PUT /sessions/', 'Content-Length: 0'"
    })
    void aPageMayReadWhyItIsRefused(int status, String line, String field) throws Exception {
        TestImage image = image();
        String proof = status == 400 ? "Authorization: " + ticket(image) + "\n" : "";
        RawResponse response =
                send(
                        RequestText.of(
                                """
                                {} HTTP/1.1
                                Host: engine.example:54323
                                Origin: https://engine.example
                                {}
                                {}
                                """,
                                line.replace("ID", image.id()),
                                field,
                                proof));
        refused(status, response);
        Browser.readable(response, "WWW-Authenticate");
    }

    @Test
    void aPageMayReadWhyTheDaemonRefuses() throws Exception {
        String id = UUID.randomUUID().toString();
        String head =
                """
                GET /images/{} HTTP/1.1
                Host: engine.example:54323
                Origin: https://engine.example
                Authorization: {}

                """;
        String ticket = world.issuer().signedTicketV1(id, world.daemonUri(), LIFETIME);
        RawResponse response = send(RequestText.of(head, id, ticket));
        refused(403, response);
        assertThat(world.daemon().requests(id)).hasSize(1);
        Browser.readable(response);
    }

    /** WebAdmin of oVirt 4.0 in Firefox 45. */
    @Test
    void webAdminUploads() throws Exception {
        TestImage image = image();
        byte[] bytes = TestData.bytes(SIZE);
        String ticket = ticket(image);
        String preflight =
                """
                OPTIONS /images/{} HTTP/1.1
                Host: engine.example:54323
                User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:45.0) Gecko/20100101 Firefox/45.0
                Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8
                Accept-Language: en-US,en;q=0.5
                Accept-Encoding: gzip, deflate, br
                Access-Control-Request-Method: PUT
                Access-Control-Request-Headers: authorization,cache-control,content-range,content-type,pragma
                Origin: https://engine.example
                Connection: keep-alive

                """;
        String part =
                """
                PUT /images/{} HTTP/1.1
                Host: engine.example:54323
                User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:45.0) Gecko/20100101 Firefox/45.0
                Accept: */*
                Accept-Language: en-US,en;q=0.5
                Accept-Encoding: gzip, deflate, br
                Cache-Control: no-cache
                Pragma: no-cache
                Authorization: {}
                Content-Range: bytes {}-{}/{}
                Content-Type: application/octet-stream
                Referer: https://engine.example/ovirt-engine/webadmin/?locale=en_US
                Content-Length: {}
                Origin: https://engine.example
                Connection: keep-alive

                """;
        try (RawClient browser = world.connect()) {
            Browser.preflight(
                    browser,
                    RequestText.of(preflight, image.id()),
                    "PUT",
                    "authorization",
                    "cache-control",
                    "content-range",
                    "content-type",
                    "pragma");
            Browser.upload(
                    browser,
                    bytes,
                    PART,
                    (first, last, total) ->
                            RequestText.of(
                                    part,
                                    image.id(),
                                    ticket,
                                    first,
                                    last,
                                    total,
                                    last - first + 1));
        }
        assertThat(Files.readAllBytes(image.file())).isEqualTo(bytes);
    }

    /** WebAdmin of oVirt 4.2's development in Chrome 59: a session, and a frame that loads it. */
    @Test
    void webAdminDownloads() throws Exception {
        TestImage image = filledImage();
        String preflight =
                """
                OPTIONS /sessions/ HTTP/1.1
                Host: engine.example:54323
                Connection: keep-alive
                Access-Control-Request-Method: POST
                Origin: https://engine.example
                User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/59.0.3071.115 Safari/537.36
                Access-Control-Request-Headers: authorization
                Accept: */*
                Referer: https://engine.example/ovirt-engine/webadmin/
                Accept-Encoding: gzip, deflate, br
                Accept-Language: en-US,en;q=0.8

                """;
        String post =
                """
                POST /sessions/ HTTP/1.1
                Host: engine.example:54323
                Connection: keep-alive
                Content-Length: 0
                Origin: https://engine.example
                Authorization: {}
                User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/59.0.3071.115 Safari/537.36
                Accept: */*
                Referer: https://engine.example/ovirt-engine/webadmin/
                Accept-Encoding: gzip, deflate, br
                Accept-Language: en-US,en;q=0.8

                """;
        String frame =
                """
                GET /images/{}?session_id={} HTTP/1.1
                Host: engine.example:54323
                Connection: keep-alive
                Upgrade-Insecure-Requests: 1
                User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/59.0.3071.115 Safari/537.36
                Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,image/apng,*/*;q=0.8
                Referer: https://engine.example/ovirt-engine/webadmin/
                Accept-Encoding: gzip, deflate, br
                Accept-Language: en-US,en;q=0.8

                """;
        String session;
        try (RawClient page = world.connect()) {
            Browser.preflight(page, RequestText.of(preflight), "POST", "authorization");
            RawResponse opened = page.send(RequestText.of(post, ticket(image))).readResponse();
            assertThat(opened.status()).isEqualTo(200);
            Browser.readable(opened, "Session-Id");
            session = opened.header("Session-Id");
        }
        RawResponse download = send(RequestText.of(frame, image.id(), session));
        assertThat(download.status()).isEqualTo(200);
        assertThat(download.header("Content-Type")).isEqualTo("application/octet-stream");
        assertThat(download.header("Content-Disposition")).startsWith("attachment");
        assertThat(download.body()).isEqualTo(TestData.bytes(SIZE));
    }

    private TestImage image() throws IOException {
        return world.newImageOnDaemon(SIZE, Operation.WRITE);
    }

    private TestImage filledImage() throws IOException {
        TestImage image = image();
        Files.write(image.file(), TestData.bytes(SIZE));
        return image;
    }

    private String ticket(TestImage image) {
        return world.issuer().signedTicketV1(image.id(), world.daemonUri(), LIFETIME);
    }

    private String session(TestImage image) throws IOException {
        RawResponse response = send(RequestText.of(NEW_SESSION, "/sessions/", ticket(image)));
        assertThat(response.status()).isEqualTo(200);
        return response.header("Session-Id");
    }

    /** Sends one request on a connection of its own. */
    private RawResponse send(String request) throws IOException {
        try (RawClient client = world.connect()) {
            return client.send(request).readResponse();
        }
    }

    private static void unauthorized(RawResponse response) {
        refused(401, response);
        assertThat(response.header("WWW-Authenticate"))
                .startsWith("Bearer ")
                .contains("error=\"invalid_", "error_description=\"");
    }

    private static void refused(int status, RawResponse response) {
        assertThat(response.status()).isEqualTo(status);
        assertThat(mediaType(response.headers())).isEqualTo(PLAIN_TEXT);
        assertThat(response.text()).matches("[^\\n]{10,}\\n");
    }
}
