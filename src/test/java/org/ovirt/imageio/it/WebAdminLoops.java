// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.ovirt.imageio.testing.client.RawClient;
import org.ovirt.imageio.testing.client.RawResponse;
import org.ovirt.imageio.testing.daemon.DaemonTicket.Operation;
import org.ovirt.imageio.testing.world.World;
import org.ovirt.imageio.testing.world.World.TestImage;

/**
 * The requests of today's WebAdmin, as Chrome 136 sends them. They carry no proof but the id of a
 * ticket that the Engine has installed.
 */
abstract class WebAdminLoops {
    private static final int SIZE = 3_500_000;
    private static final int PART = 1 << 20;
    private static final String FILENAME = "disk.qcow2";

    private static final String CONNECTION_TEST =
            """
            GET /info/ HTTP/1.1
            Host: engine.example:54323
            Connection: keep-alive
            sec-ch-ua-platform: "Linux"
            User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/136.0.0.0 Safari/537.36
            sec-ch-ua: "Chromium";v="136", "Google Chrome";v="136", "Not.A/Brand";v="99"
            sec-ch-ua-mobile: ?0
            Accept: */*
            Origin: https://engine.example
            Sec-Fetch-Site: same-site
            Sec-Fetch-Mode: cors
            Sec-Fetch-Dest: empty
            Referer: https://engine.example/
            Accept-Encoding: gzip, deflate, br, zstd
            Accept-Language: en-US,en;q=0.9

            """;

    private static final String PREFLIGHT =
            """
            OPTIONS /images/{}?{} HTTP/1.1
            Host: engine.example:54323
            Connection: keep-alive
            Accept: */*
            Access-Control-Request-Method: PUT
            Access-Control-Request-Headers: cache-control,content-range,content-type,pragma
            Origin: https://engine.example
            User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/136.0.0.0 Safari/537.36
            Sec-Fetch-Mode: cors
            Sec-Fetch-Site: same-site
            Sec-Fetch-Dest: empty
            Referer: https://engine.example/
            Accept-Encoding: gzip, deflate, br, zstd
            Accept-Language: en-US,en;q=0.9

            """;

    private static final String PART_OF_UPLOAD =
            """
            PUT /images/{}?{} HTTP/1.1
            Host: engine.example:54323
            Connection: keep-alive
            Content-Length: {}
            Pragma: no-cache
            sec-ch-ua-platform: "Linux"
            Cache-Control: no-cache
            sec-ch-ua: "Chromium";v="136", "Google Chrome";v="136", "Not.A/Brand";v="99"
            Content-Range: bytes {}-{}/{}
            sec-ch-ua-mobile: ?0
            User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/136.0.0.0 Safari/537.36
            Content-Type: application/octet-stream
            Accept: */*
            Origin: https://engine.example
            Sec-Fetch-Site: same-site
            Sec-Fetch-Mode: cors
            Sec-Fetch-Dest: empty
            Referer: https://engine.example/
            Accept-Encoding: gzip, deflate, br, zstd
            Accept-Language: en-US,en;q=0.9

            """;

    private static final String FRAME =
            """
            GET /images/{}?close=y HTTP/1.1
            Host: engine.example:54323
            Connection: keep-alive
            sec-ch-ua: "Chromium";v="136", "Google Chrome";v="136", "Not.A/Brand";v="99"
            sec-ch-ua-mobile: ?0
            sec-ch-ua-platform: "Linux"
            Upgrade-Insecure-Requests: 1
            User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/136.0.0.0 Safari/537.36
            Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7
            Sec-Fetch-Site: same-site
            Sec-Fetch-Mode: navigate
            Sec-Fetch-User: ?1
            Sec-Fetch-Dest: iframe
            Sec-Fetch-Storage-Access: active
            Referer: https://engine.example/
            Accept-Encoding: gzip, deflate, br, zstd
            Accept-Language: en-US,en;q=0.9
            Cookie: locale=en_US

            """;

    private final World world;

    WebAdminLoops(World world) {
        this.world = world;
    }

    @Test
    void theConnectionTestSucceeds() throws Exception {
        try (RawClient browser = world.connect()) {
            RawResponse response = browser.send(RequestText.of(CONNECTION_TEST)).readResponse();
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.header("Content-Type")).isEqualTo("application/json");
            assertThat(TestData.json(response.text()).asJsonObject().getString("version"))
                    .isNotEmpty();
            Browser.readable(response);
        }
    }

    @Test
    void anUploadInPartsEndsWithClosedConnections() throws Exception {
        TestImage image = world.newImage(SIZE, Operation.WRITE);
        byte[] bytes = TestData.bytes(SIZE);
        try (RawClient browser = world.connect()) {
            mayUpload(browser, image, "flush=n");
            // WebAdmin's last part has another URL, so the browser asks anew before it.
            mayUpload(browser, image, "close=y");
            Browser.upload(
                    browser,
                    bytes,
                    PART,
                    (first, last, total) ->
                            RequestText.of(
                                    PART_OF_UPLOAD,
                                    image.id(),
                                    last + 1 == total ? "close=y" : "flush=n",
                                    last - first + 1,
                                    first,
                                    last,
                                    total));
            browser.halfClose();
            assertThat(browser.awaitClose()).isEqualTo(RawClient.PeerClose.CLOSED);
        }
        assertThat(Files.readAllBytes(image.file())).isEqualTo(bytes);
        assertThat(world.daemon().requests(image.id()))
                .extracting(request -> request.method() + " " + request.target())
                .containsExactly(
                        "PUT /images/" + image.id() + "?flush=n",
                        "PUT /images/" + image.id() + "?flush=n",
                        "PUT /images/" + image.id() + "?flush=n",
                        "PUT /images/" + image.id() + "?close=y");
        ConnectionReuseIT.awaitNoConnection(world, image);
    }

    private static void mayUpload(RawClient browser, TestImage image, String query)
            throws IOException {
        Browser.preflight(
                browser,
                RequestText.of(PREFLIGHT, image.id(), query),
                "PUT",
                "cache-control",
                "content-range",
                "content-type",
                "pragma");
    }

    @Test
    void aFrameDownloads() throws Exception {
        TestImage image =
                world.newImage(SIZE, ticket -> ticket.withFilename(FILENAME), Operation.READ);
        byte[] bytes = TestData.bytes(SIZE);
        Files.write(image.file(), bytes);
        try (RawClient browser = world.connect()) {
            RawResponse response = browser.send(RequestText.of(FRAME, image.id())).readResponse();
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.header("Content-Type")).isEqualTo("application/octet-stream");
            assertThat(response.header("Content-Disposition"))
                    .isEqualTo("attachment; filename=\"" + FILENAME + "\"");
            assertThat(response.header("Connection")).isEqualToIgnoringCase("close");
            assertThat(response.body()).isEqualTo(bytes);
            assertThat(browser.awaitClose()).isEqualTo(RawClient.PeerClose.CLOSED);
        }
        assertThat(world.daemon().requests(image.id()).get(0).target()).endsWith("?close=y");
        ConnectionReuseIT.awaitNoConnection(world, image);
    }
}
