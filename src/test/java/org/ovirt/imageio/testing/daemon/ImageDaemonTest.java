// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.daemon;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.BindException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ovirt.imageio.testing.client.RawClient;
import org.ovirt.imageio.testing.client.RawResponse;
import org.ovirt.imageio.testing.client.RawResponse.Ending;
import org.ovirt.imageio.testing.daemon.DaemonTicket.Operation;
import org.ovirt.imageio.testing.pki.LeafSpec;
import org.ovirt.imageio.testing.pki.TestPki;

class ImageDaemonTest {

    private static final String ID = "11111111-2222-3333-4444-555555555555";
    private static final int KIB = 1024;
    private static final int MIB = 1024 * KIB;
    private static final long TIB = 1024L * 1024 * MIB;
    private static final TestPki PKI = TestPki.create();

    private final SettableClock clock = new SettableClock();
    private final HttpClient client =
            HttpClient.newBuilder().sslContext(PKI.clientContext()).build();

    @TempDir private Path directory;
    private ImageDaemon daemon;
    private Path image;

    @BeforeEach
    void start() throws IOException {
        daemon = ImageDaemon.start(PKI.serverContext(PKI.issue(LeafSpec.localhost())), 0, clock);
        image = directory.resolve("disk.raw");
    }

    @AfterEach
    void stop() throws IOException {
        daemon.close();
    }

    @Test
    void anUploadedImageIsDownloadedUnchanged() throws Exception {
        byte[] content = random(3 * MIB + 17);
        install(content.length, Operation.WRITE);

        HttpResponse<byte[]> put = put("", content);
        assertThat(put.statusCode()).isEqualTo(200);
        assertThat(put.body()).isEmpty();
        assertThat(Files.readAllBytes(image)).isEqualTo(content);

        HttpResponse<byte[]> get = get("");
        assertThat(get.statusCode()).isEqualTo(200);
        assertThat(get.body()).isEqualTo(content);
        assertThat(get.headers().map())
                .containsEntry("content-type", List.of("application/octet-stream"))
                .containsEntry("content-disposition", List.of("attachment"))
                .containsEntry("server", List.of("imageio/2.5.3"))
                .doesNotContainKey("content-range");
    }

    @Test
    void aRangeIsAnsweredWithItsPlaceInTheTicket() throws Exception {
        byte[] content = random(100 * KIB);
        Files.write(image, content);
        install(content.length, Operation.READ);

        HttpResponse<byte[]> middle = get("", "Range", "bytes=1000-70000");
        assertThat(middle.statusCode()).isEqualTo(206);
        assertThat(middle.headers().firstValue("content-range"))
                .hasValue("bytes 1000-70000/102400");
        assertThat(middle.body()).isEqualTo(Arrays.copyOfRange(content, 1000, 70001));

        HttpResponse<byte[]> tail = get("", "Range", "bytes=102390-");
        assertThat(tail.headers().firstValue("content-range"))
                .hasValue("bytes 102390-102399/102400");
        assertThat(tail.body()).isEqualTo(Arrays.copyOfRange(content, 102390, 102400));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bytes=0-99,200-299 | Cannot satisfy range 'bytes=0-99,200-299', invalid range or"
                        + " multiple ranges",
                "bytes=- | Cannot satisfy range 'bytes=-', no first or last",
                "bytes=-5 | suffix-byte-range-spec not supported yet",
                "bytes=9-8 | Cannot satisfy range 'bytes=9-8', first > last"
            })
    void aRangeThatCannotBeUnderstoodIsRefused(String range, String reason) throws Exception {
        install(1000, Operation.READ);

        HttpResponse<byte[]> response = get("", "Range", range);

        assertThat(response.statusCode()).isEqualTo(416);
        assertThat(text(response)).isEqualTo(reason + "\n");
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-1000, 1000, Requested range out of allowed range",
        "bytes=999999999999999999999-, 1000, Requested range out of allowed range",
        "bytes=700-, 600, Requested more bytes than available: 700 > 600",
        "bytes=0-699, 600, Requested more bytes than available: 700 > 600"
    })
    void aRangeBehindTheEndIsRefusedWithWhatIsAvailable(String range, long available, String reason)
            throws Exception {
        Files.write(image, random(600));
        install(1000, Operation.READ);

        HttpResponse<byte[]> response = get("", "Range", range);

        assertThat(response.statusCode()).isEqualTo(416);
        assertThat(response.headers().firstValue("content-range")).hasValue("bytes */" + available);
        assertThat(text(response)).isEqualTo(reason + "\n");
    }

    @Test
    void contentRangeSaysWhereAPutBelongs() throws Exception {
        install(1000, Operation.WRITE);

        assertThat(put("?flush=n", new byte[] {7, 8}, "Content-Range", "bytes 500-501/*"))
                .extracting(HttpResponse::statusCode)
                .isEqualTo(200);

        byte[] written = Files.readAllBytes(image);
        assertThat(written).hasSize(1000);
        assertThat(Arrays.copyOfRange(written, 499, 503)).containsExactly(0, 7, 8, 0);
    }

    @ParameterizedTest
    @CsvSource({
        "'', bytes 0-1/1, 400, 'Invalid Content-Range ''bytes 0-1/1'', last >= complete'",
        "'', bytes 5-1/*, 400, 'Invalid Content-Range ''bytes 5-1/*'', first > last'",
        "'', bytes */10, 400, 'Invalid Content-Range ''bytes */10'''",
        "'', bytes 999-1000/*, 416, Requested range out of allowed range",
        "?flush=x, bytes 0-1/*, 400, 'Unsupported value ''x'' for ''flush'', expecting one of"
                + " [''n'', ''y'']'",
    })
    void aPutThatCannotBeDoneIsRefusedAndWritesNothing(
            String query, String range, int status, String reason) throws Exception {
        install(1000, Operation.WRITE);

        HttpResponse<byte[]> response = put(query, new byte[] {7, 8}, "Content-Range", range);

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(text(response)).isEqualTo(reason + "\n");
        assertThat(response.headers().firstValue("connection")).hasValue("close");
        assertThat(Files.readAllBytes(image)).isEqualTo(new byte[1000]);
    }

    @Test
    void aShortBodyIsNotAcknowledged() throws Exception {
        install(1000, Operation.WRITE);

        try (RawClient raw = raw()) {
            raw.send("PUT /images/" + ID + " HTTP/1.1\r\nContent-Length: 100\r\n\r\nabc");
            RawResponse response = raw.halfClose().readResponse();

            assertThat(response.status()).isEqualTo(400);
            assertThat(response.text()).isEqualTo("Requested 100 bytes, available 3 bytes\n");
            assertThat(response.header("connection")).isEqualTo("close");
        }
    }

    @Test
    void aPutNeedsAContentLength() throws Exception {
        install(1000, Operation.WRITE);

        try (RawClient raw = raw()) {
            RawResponse response =
                    raw.send("PUT /images/" + ID + " HTTP/1.1\r\n\r\n").readResponse();

            assertThat(response.status()).isEqualTo(400);
            assertThat(response.text()).isEqualTo("Content-Length header is required\n");
        }
    }

    @Test
    void aChunkedBodyIsRefusedAndTheConnectionClosed() throws Exception {
        install(1000, Operation.WRITE);

        HttpResponse<byte[]> response =
                client.send(
                        request("")
                                .PUT(
                                        BodyPublishers.ofInputStream(
                                                () ->
                                                        new java.io.ByteArrayInputStream(
                                                                new byte[9])))
                                .build(),
                        BodyHandlers.ofByteArray());

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.headers().firstValue("connection")).hasValue("close");
    }

    @Test
    void aConnectionServesSeveralRequestsUntilCloseIsAskedFor() throws Exception {
        Files.write(image, random(10));
        install(10, Operation.READ);

        try (RawClient raw = raw()) {
            String get = "GET /images/" + ID + " HTTP/1.1\r\n\r\n";
            assertThat(raw.send(get + get).readResponse().ending()).isEqualTo(Ending.COMPLETE);
            assertThat(raw.readResponse().header("connection")).isEmpty();
            assertThat(daemon.openConnections(ID)).isEqualTo(1);

            raw.send("GET /images/" + ID + "?close=y HTTP/1.1\r\n\r\n");
            assertThat(raw.readResponse().header("connection")).isEqualTo("close");
            assertThat(raw.awaitClose()).isEqualTo(RawClient.PeerClose.CLOSED);
        }
        await().until(() -> daemon.openConnections() == 0);
        assertThat(daemon.openConnections(ID)).isZero();
        assertThat(daemon.acceptedConnections()).isEqualTo(1);
        assertThat(daemon.requests())
                .extracting(SeenRequest::target)
                .containsExactly("/images/" + ID, "/images/" + ID, "/images/" + ID + "?close=y");
    }

    @Test
    void anExpectationIsMetBeforeTheBody() throws Exception {
        install(1000, Operation.WRITE);

        try (RawClient raw = raw()) {
            raw.send(
                    "PUT /images/"
                            + ID
                            + " HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
            assertThat(raw.readResponse().status()).isEqualTo(100);
            assertThat(raw.send("abc").readResponse().status()).isEqualTo(200);
        }
    }

    @Test
    void withoutATicketNothingIsAllowed() throws Exception {
        HttpResponse<byte[]> response = get("");

        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(response.headers().firstValue("connection")).hasValue("close");
        assertThat(response.headers().firstValue("content-type"))
                .hasValue("text/plain; charset=UTF-8");
        assertThat(text(response))
                .isEqualTo(
                        "You are not allowed to access this resource: No such ticket " + ID + "\n");
    }

    @Test
    void aReadersTicketForbidsToWrite() throws Exception {
        install(1000, Operation.READ);

        assertThat(text(put("", new byte[1])))
                .isEqualTo(
                        "You are not allowed to access this resource:"
                                + " Transfer=(ticket/11111111-2222-3333) forbids write\n");
    }

    @Test
    void anUploadWithoutATicketSeesTheRefusalThoughItStillSends() throws Exception {
        try (RawClient raw = raw()) {
            raw.send("PUT /images/" + ID + " HTTP/1.1\r\nContent-Length: 4194304\r\n\r\n");
            RawResponse response = raw.sendZeros(4 * MIB).readResponse();

            assertThat(response.status()).isEqualTo(403);
        }
    }

    @Test
    void aTicketExpiresUnlessItIsUsed() throws Exception {
        Files.write(image, random(10));
        daemon.install(
                DaemonTicket.of(ID, image, 10, Operation.READ)
                        .withTimeout(Duration.ofSeconds(100)));

        clock.advance(Duration.ofSeconds(99));
        assertThat(get("").statusCode()).isEqualTo(200);
        clock.advance(Duration.ofSeconds(99));
        assertThat(options(ID).statusCode()).isEqualTo(200);
        clock.advance(Duration.ofSeconds(99));
        assertThat(options(ID).statusCode()).isEqualTo(200);
        clock.advance(Duration.ofSeconds(100));
        assertThat(text(get(""))).endsWith("Transfer=(ticket/11111111-2222-3333) expired\n");
    }

    @Test
    void aRemovedTicketEndsARunningDownload() throws Exception {
        install(TIB, Operation.READ);

        try (RawClient raw = RawClient.connect(daemon.port(), PKI.clientContext(), 64 * KIB)) {
            raw.send("GET /images/" + ID + " HTTP/1.1\r\n\r\n").readHead();
            daemon.remove(ID);
            await().until(() -> raw.readBytes(MIB).length < MIB);
        }
        await().until(() -> daemon.openConnections() == 0);
        assertThat(get("").statusCode()).isEqualTo(403);
    }

    @Test
    void optionsTellWhatATicketAllows() throws Exception {
        install(1000, Operation.READ);
        HttpResponse<byte[]> reader = options(ID);
        assertThat(reader.headers().firstValue("allow")).hasValue("OPTIONS,GET");
        assertThat(text(reader))
                .isEqualTo(
                        "{\"features\": [\"checksum\", \"extents\"],"
                                + " \"max_readers\": 8, \"max_writers\": 1}\n");

        install(1000, Operation.WRITE);
        HttpResponse<byte[]> writer = options(ID);
        assertThat(writer.headers().firstValue("allow")).hasValue("OPTIONS,GET,PUT,PATCH");
        assertThat(text(writer))
                .isEqualTo(
                        "{\"features\": [\"checksum\", \"extents\", \"flush\", \"zero\"],"
                                + " \"max_readers\": 8, \"max_writers\": 1}\n");

        HttpResponse<byte[]> any = options("*");
        assertThat(any.headers().firstValue("allow")).hasValue("OPTIONS,GET,PUT,PATCH");
        assertThat(text(any))
                .isEqualTo("{\"features\": [\"checksum\", \"extents\", \"flush\", \"zero\"]}\n");
    }

    @Test
    void theDownloadsNameIsSentAsUtf8() throws Exception {
        Files.write(image, random(10));
        daemon.install(DaemonTicket.of(ID, image, 10, Operation.READ).withFilename("Größe 1.raw"));

        try (RawClient raw = raw()) {
            RawResponse response =
                    raw.send("GET /images/" + ID + " HTTP/1.1\r\n\r\n").readResponse();

            assertThat(
                            new String(
                                    response.header("content-disposition").getBytes(ISO_8859_1),
                                    UTF_8))
                    .isEqualTo("attachment; filename=Größe 1.raw");
        }
    }

    @Test
    void extentsTellZerosFromDataInBlocks() throws Exception {
        install(MIB + 100, Operation.WRITE);
        put("", new byte[] {1}, "Content-Range", "bytes 200000-200000/*");
        put("", new byte[100_000], "Content-Range", "bytes 0-99999/*");

        assertThat(text(get("/extents")))
                .isEqualTo(
                        "[{\"start\": 0, \"length\": 196608, \"zero\": true, \"hole\": false},"
                                + " {\"start\": 196608, \"length\": 65536, \"zero\": false, \"hole\":"
                                + " false}, {\"start\": 262144, \"length\": 786532, \"zero\": true,"
                                + " \"hole\": false}]\n");
    }

    @Test
    void extentsOfAFoundFileAreReadFromItsContent() throws Exception {
        byte[] content = new byte[3 * 64 * KIB];
        content[64 * KIB] = 1;
        Files.write(image, content);
        install(content.length, Operation.READ);

        assertThat(text(get("/extents?context=zero")))
                .isEqualTo(
                        "[{\"start\": 0, \"length\": 65536, \"zero\": true, \"hole\": false},"
                                + " {\"start\": 65536, \"length\": 65536, \"zero\": false, \"hole\":"
                                + " false}, {\"start\": 131072, \"length\": 65536, \"zero\": true,"
                                + " \"hole\": false}]\n");
    }

    @Test
    void dirtyExtentsTellWhatWasWritten() throws Exception {
        Files.write(image, random(2 * 64 * KIB));
        daemon.install(DaemonTicket.of(ID, image, 4 * 64 * KIB, Operation.WRITE).withDirty(true));
        put("", new byte[] {1}, "Content-Range", "bytes 131072-131072/*");
        patch("{\"op\": \"zero\", \"offset\": 196608, \"size\": 65536}");

        assertThat(text(get("/extents?context=dirty")))
                .isEqualTo(
                        "[{\"start\": 0, \"length\": 131072, \"dirty\": false, \"zero\": false},"
                                + " {\"start\": 131072, \"length\": 65536, \"dirty\": true, \"zero\":"
                                + " false}, {\"start\": 196608, \"length\": 65536, \"dirty\": true,"
                                + " \"zero\": true}]\n");
    }

    @Test
    void dirtyExtentsNeedADirtyTicket() throws Exception {
        install(1000, Operation.READ);

        HttpResponse<byte[]> response = get("/extents?context=dirty");

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(text(response)).isEqualTo("Ticket does not support dirty extents\n");
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void zeroedBytesReadAsZerosAndTheirNeighboursStay(boolean sparse) throws Exception {
        byte[] content = random(3 * MIB);
        Files.write(image, content);
        daemon.install(DaemonTicket.of(ID, image, 4 * MIB, Operation.WRITE).withSparse(sparse));

        String zero = "{\"op\": \"zero\", \"offset\": 1000, \"size\": 2097152, \"flush\": true}";
        assertThat(patch(zero).statusCode()).isEqualTo(200);
        assertThat(patch("{\"op\": \"zero\", \"offset\": 3145728, \"size\": 1048576}").statusCode())
                .isEqualTo(200);

        Arrays.fill(content, 1000, 1000 + 2 * MIB, (byte) 0);
        assertThat(Files.readAllBytes(image)).isEqualTo(Arrays.copyOf(content, 4 * MIB));
    }

    @Test
    void flushIsAcknowledgedWithoutABody() throws Exception {
        install(1000, Operation.WRITE);

        HttpResponse<byte[]> response = patch("{\"op\": \"flush\"}");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-length")).hasValue("0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"op\": \"zero\"} | 400 | Missing required value for 'size'",
                "{\"op\": \"zero\", \"size\": -1} | 400 | Invalid value -1 < 0",
                "{\"op\": \"zero\", \"size\": 1.5} | 400 | Integer required 1.5",
                "{\"op\": \"zero\", \"size\": 1, \"flush\": 1} | 400 | Boolean required 1",
                "{\"op\": \"trim\"} | 400 | Unsupported value 'trim' for 'op', expecting one of"
                        + " ['flush', 'zero']",
                "{} | 400 | Missing required value for op",
                "{\"op\": \"zero\", \"size\": 1001} | 416 | Requested range out of allowed range",
                "{\"op\": \"zero\", \"offset\": 99999999999999999999, \"size\": 1} | 416 |"
                        + " Requested range out of allowed range",
            })
    void aPatchThatCannotBeDoneIsRefused(String body, int status, String reason) throws Exception {
        install(1000, Operation.WRITE);

        HttpResponse<byte[]> response = patch(body);

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(text(response)).isEqualTo(reason + "\n");
    }

    @Test
    void aPatchThatIsNotJsonIsRefused() throws Exception {
        install(1000, Operation.WRITE);

        assertThat(text(patch("zero"))).startsWith("Invalid JSON message ");
    }

    /** The digests are those that the reference computes for the same bytes. */
    @ParameterizedTest
    @CsvSource({
        "blake2b, 4194304, a874a248832c401268d7781ef1ac5473a6fdf0f33a5d96ed622d94f9f56252cc",
        "blake2b, 1048576, a7454bd6e8289e37424f5d8e68aed3e3f979bfef86888c745bf395883925eb40",
        "blake2s, 4194304, c0c8001a1d095f051304d79045fd0bcf5c560b9106a10b02e143fbc943c31f4b",
        "md5, 4194304, 3a7ba7bca9f1ccb6f2eb27dcde1df1f6",
        "sha1, 4194304, 2f2e9787bd5f2c9b2a5e610ae4faa7624a88775c",
        "sha256, 4194304, 231109f7bc00a856fc1d5f8ad586e5f9a40e343c5d3ae8a31b27ea7b7a8c254f"
    })
    void theChecksumIsTheReferences(String algorithm, int blockSize, String checksum)
            throws Exception {
        install(10 * MIB, Operation.WRITE);
        byte[] content = new byte[100_000];
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) (i * 7);
        }
        put("", content);
        put("", content, "Content-Range", "bytes 5242897-5342896/*");
        put("", content, "Content-Range", "bytes 10385760-10485759/*");

        assertThat(text(get("/checksum?algorithm=" + algorithm + "&block_size=" + blockSize)))
                .isEqualTo(
                        String.format(
                                "{\"algorithm\": \"%s\", \"block_size\": %d, \"checksum\":"
                                        + " \"%s\"}\n",
                                algorithm, blockSize, checksum));
    }

    @ParameterizedTest
    @CsvSource({
        "block_size=4096, Block size out of allowed range: 1048576-16777216",
        "block_size=1048577, Block size is not aligned to 4096",
        "block_size=x, Invalid block size: 'x'",
        "algorithm=crc, 'Unsupported value ''crc'' for ''algorithm'', expecting one of"
                + " [''blake2b'', ''blake2s'', ''md5'', ''sha1'', ''sha224'', ''sha256'',"
                + " ''sha384'', ''sha512'']'"
    })
    void aChecksumThatCannotBeMadeIsRefused(String query, String reason) throws Exception {
        install(1000, Operation.READ);

        HttpResponse<byte[]> response = get("/checksum?" + query);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(text(response)).isEqualTo(reason + "\n");
    }

    @Test
    void theAlgorithmsAreToldWithoutATicket() throws Exception {
        assertThat(text(get("/checksum/algorithms")))
                .isEqualTo(
                        "{\"algorithms\": [\"blake2b\", \"blake2s\", \"md5\", \"sha1\", \"sha224\","
                                + " \"sha256\", \"sha384\", \"sha512\"]}\n");
    }

    @Test
    void aSparseImageOfTerabytesIsQuick() throws Exception {
        long size = 8 * TIB;
        install(size, Operation.WRITE);
        String last = "bytes " + (size - 3) + "-" + (size - 1);

        assertThat(put("", new byte[] {1, 2, 3}, "Content-Range", last + "/" + size).statusCode())
                .isEqualTo(200);
        assertThat(get("", "Range", "bytes=" + (size - 3) + "-").body()).containsExactly(1, 2, 3);
        assertThat(patch("{\"op\": \"zero\", \"size\": " + (size - 65536) + "}").statusCode())
                .isEqualTo(200);
        assertThat(text(get("/extents")))
                .isEqualTo(
                        String.format(
                                "[{\"start\": 0, \"length\": %d, \"zero\": true, \"hole\": false},"
                                        + " {\"start\": %1$d, \"length\": 65536, \"zero\": false,"
                                        + " \"hole\": false}]\n",
                                size - 65536));
    }

    @Test
    void infoIsTheReferences() throws Exception {
        URI info = daemon.imageUri(ID).resolve("/info/");
        HttpResponse<byte[]> response =
                client.send(
                        HttpRequest.newBuilder(info).header("Origin", "https://engine").build(),
                        BodyHandlers.ofByteArray());

        assertThat(text(response)).isEqualTo("{\"version\": \"2.5.3\"}\n");
        assertThat(response.headers().firstValue("access-control-allow-origin")).hasValue("*");
    }

    @Test
    void aBrowsersPreflightIsAnswered() throws Exception {
        HttpResponse<byte[]> response =
                client.send(
                        HttpRequest.newBuilder(daemon.imageUri("*"))
                                .method("OPTIONS", BodyPublishers.noBody())
                                .header("Origin", "https://engine")
                                .header("Access-Control-Request-Method", "PUT")
                                .header("Access-Control-Request-Headers", "content-range")
                                .build(),
                        BodyHandlers.ofByteArray());

        assertThat(response.headers().firstValue("access-control-allow-origin")).hasValue("*");
        assertThat(response.headers().firstValue("access-control-allow-headers")).hasValue("*");
        assertThat(response.headers().firstValue("access-control-allow-methods"))
                .hasValue("OPTIONS,GET,PUT");
        assertThat(response.headers().firstValue("access-control-max-age")).hasValue("86400");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /, 404, No handler for '/'",
        "GET, /info, 404, No handler for '/info'",
        "HEAD, /info/, 405, Method 'HEAD' not defined for '/info/'",
        "DELETE, /images/x, 405, Method 'DELETE' not defined for '/images/x'",
        "POST, /images/x/extents, 405, Method 'POST' not defined for '/images/x/extents'",
        "FOO, /info/, 405, Invalid method 'FOO'",
        "GET, /images/, 400, Ticket id is required"
    })
    void whatDoesNotExistIsToldApart(String method, String path, int status, String reason)
            throws Exception {
        try (RawClient raw = raw()) {
            RawResponse response =
                    raw.send(method + " " + path + " HTTP/1.1\r\n\r\n").readResponse();

            assertThat(response.status()).isEqualTo(status);
            assertThat(response.text()).isEqualTo(reason.replace("\"", "'") + "\n");
            assertThat(response.header("connection")).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'nonsense', 400",
        "'GET / HTTP/2.0', 400",
        "'GET  / HTTP/1.1', 400",
        "'GET / HTTP/1.1\r\nno colon', 400",
        "'PUT / HTTP/1.1\r\nContent-Length: x', 400",
        "'PUT / HTTP/1.1\r\nContent-Length: -1', 400",
        "'PUT / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2', 400"
    })
    void aMalformedRequestEndsTheConnection(String head, int status) throws Exception {
        try (RawClient raw = raw()) {
            assertThat(raw.send(head + "\r\n\r\n").readResponse().status()).isEqualTo(status);
            assertThat(raw.awaitClose()).isEqualTo(RawClient.PeerClose.CLOSED);
        }
    }

    @Test
    void aRequestLineThatIsTooLongIsRefused() throws Exception {
        try (RawClient raw = raw()) {
            raw.send("GET /" + "x".repeat(4096) + " HTTP/1.1\r\n\r\n");

            assertThat(raw.readResponse().status()).isEqualTo(414);
        }
    }

    @Test
    void aBusyPortIsAnError() {
        assertThatThrownBy(() -> ImageDaemon.start(PKI.clientContext(), daemon.port()))
                .isInstanceOf(BindException.class);
    }

    @Test
    void closingTheDaemonEndsItsConnections() throws Exception {
        install(TIB, Operation.READ);
        try (RawClient raw = raw()) {
            raw.send("GET /images/" + ID + " HTTP/1.1\r\n\r\n").readHead();

            daemon.close();

            await().until(() -> daemon.openConnections() == 0);
        }
        assertThatThrownBy(() -> RawClient.connectPlain(daemon.port()))
                .isInstanceOf(java.net.ConnectException.class);
    }

    @Test
    void aNewImageIsOneHole() throws Exception {
        install(5 * MIB, Operation.WRITE);

        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "r")) {
            assertThat(file.length()).isEqualTo(5 * MIB);
        }
        assertThat(text(get("/extents")))
                .isEqualTo(
                        "[{\"start\": 0, \"length\": 5242880, \"zero\": true, \"hole\": false}]\n");
    }

    private void install(long size, Operation operation) throws IOException {
        daemon.install(DaemonTicket.of(ID, image, size, operation));
    }

    private RawClient raw() throws IOException {
        return RawClient.connect(daemon.port(), PKI.clientContext());
    }

    private HttpRequest.Builder request(String suffix, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(daemon.imageUri(ID) + suffix));
        return headers.length == 0 ? request : request.headers(headers);
    }

    private HttpResponse<byte[]> get(String suffix, String... headers) throws Exception {
        return client.send(request(suffix, headers).build(), BodyHandlers.ofByteArray());
    }

    private HttpResponse<byte[]> put(String suffix, byte[] body, String... headers)
            throws Exception {
        return client.send(
                request(suffix, headers).PUT(BodyPublishers.ofByteArray(body)).build(),
                BodyHandlers.ofByteArray());
    }

    private HttpResponse<byte[]> patch(String body) throws Exception {
        return client.send(
                request("").method("PATCH", BodyPublishers.ofString(body)).build(),
                BodyHandlers.ofByteArray());
    }

    private HttpResponse<byte[]> options(String ticketId) throws Exception {
        return client.send(
                HttpRequest.newBuilder(daemon.imageUri(ticketId))
                        .method("OPTIONS", BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofByteArray());
    }

    private static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), UTF_8);
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    /** A clock that stands still between the steps of a test. */
    private static final class SettableClock extends Clock {

        private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");

        void advance(Duration step) {
            now = now.plus(step);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
