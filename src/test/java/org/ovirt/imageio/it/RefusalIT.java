// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ovirt.imageio.it.TestData.PLAIN_TEXT;
import static org.ovirt.imageio.it.TestData.mediaType;

import java.io.IOException;
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

/** How requests are refused: in plain words that tell nothing to those who should not know. */
@ExtendWith(SharedWorld.class)
class RefusalIT {
    private static final String UNKNOWN_ID = "00000000-0000-4000-8000-000000000000";

    private final World world;

    RefusalIT(World world) {
        this.world = world;
    }

    @ParameterizedTest
    @CsvSource({
        "404, GET, /",
        "404, GET, /images",
        "404, GET, /favicon.ico",
        "404, GET, /tickets/ID",
        "404, DELETE, /tickets/ID",
        "404, GET, /images/ID/",
        "404, GET, /images/ID/nothing",
        "404, GET, /images/ID/extents/",
        "404, GET, /images/ID/checksum/",
        "404, GET, /info",
        "404, OPTIONS, /nothing",
        "400, GET, /images/",
        "400, PUT, /images/",
        "400, GET, /images//extents",
        "400, PUT, /images/ID",
        "400, PUT, /images/ID?flush=maybe",
        "400, GET, /images/ID/extents?context=maybe",
        "405, DELETE, /images/ID",
        "405, POST, /images/ID",
        "405, MOVE, /images/ID",
        "405, DELETE, /images/*",
        "405, PUT, /images/ID/extents",
        "405, POST, /images/ID/checksum",
        "405, PATCH, /images/ID/checksum/algorithms",
        "405, POST, /info/",
        "405, TRACE, /images/ID",
        "405, TRACE, /info/",
        "403, GET, /images/" + UNKNOWN_ID,
        "403, GET, /images/*",
        "403, GET, /images/" + UNKNOWN_ID + "/extents",
        "403, GET, /images/" + UNKNOWN_ID + "/checksum",
        "403, OPTIONS, /images/" + UNKNOWN_ID,
        "403, GET, /images/not-a-uuid"
    })
    void aRefusalIsOneLineOfPlainText(int status, String method, String path) throws IOException {
        TestImage image = world.newImage(4096, Operation.WRITE);
        RawResponse response = send(method, path.replace("ID", image.id()));
        assertThat(response.status()).isEqualTo(status);
        assertThat(mediaType(response.headers())).isEqualTo(PLAIN_TEXT);
        assertThat(response.text())
                .matches("[^\\n]{10,}\\n")
                .doesNotContain(image.id(), "Exception", "org.", "java", "WildFly", "Undertow")
                .doesNotContain("127.0.0.1", "localhost", Integer.toString(world.daemon().port()));
        hardened(response);
    }

    /**
     * Undertow answers it in the proxy's place (disallowed-methods). What follows a CONNECT would
     * not be HTTP, so the connection is closed.
     */
    @Test
    void aTunnelIsNotOpened() throws IOException {
        RawResponse response = send("CONNECT", "/info/");
        assertThat(response.status()).isEqualTo(405);
        assertThat(response.text()).isEmpty();
        assertThat(response.ending()).isEqualTo(Ending.CLOSED);
        assertThat(response.headers().map()).containsOnlyKeys("Connection", "Date");
    }

    /** The servlet container answers it in the proxy's place, with a page of its own. */
    @ParameterizedTest
    @ValueSource(strings = {"/WEB-INF/web.xml", "/META-INF/MANIFEST.MF", "/WEB-INF/nothing"})
    void theInsideOfTheWarIsNotFound(String path) throws IOException {
        RawResponse response = send("GET", path);
        assertThat(response.status()).isEqualTo(404);
        assertThat(response.text())
                .isEqualTo(
                        "<html><head><title>Error</title></head>"
                                + "<body>404 - Not Found</body></html>");
        assertThat(response.header("Content-Type")).isEqualTo("text/html");
        assertThat(response.headers().map())
                .containsOnlyKeys(
                        "Connection",
                        "Content-Length",
                        "Content-Type",
                        "Date",
                        "X-Content-Type-Options");
    }

    /** Undertow's parser answers it, before there is a request that the proxy could see. */
    @ParameterizedTest
    @ValueSource(strings = {"GET / nonsense\r\n\r\n", "nonsense\r\n\r\n"})
    void aMalformedRequestHasAnEmptyAnswer(String request) throws IOException {
        try (RawClient raw = world.connect()) {
            RawResponse response = raw.send(request).readResponse();
            assertThat(response.status()).isEqualTo(400);
            assertThat(response.text()).isEmpty();
            assertThat(response.ending()).isEqualTo(Ending.COMPLETE);
            assertThat(response.headers().map()).containsOnlyKeys("Connection", "Content-Length");
            assertThat(raw.awaitClose()).isNotNull();
        }
    }

    @Test
    void aSuccessIsAsHardenedAsARefusal() throws IOException {
        TestImage image = world.newImage(4096, Operation.READ);
        hardened(send("GET", "/images/" + image.id()));
        hardened(send("OPTIONS", "/images/" + image.id()));
        hardened(send("GET", "/images/" + image.id() + "/extents"));
        hardened(send("GET", "/info/"));
    }

    private RawResponse send(String method, String path) throws IOException {
        try (RawClient raw = world.connect()) {
            return raw.send(
                            method
                                    + " "
                                    + path
                                    + " HTTP/1.1\r\nHost: localhost:"
                                    + world.proxy().dataPort()
                                    + "\r\n\r\n")
                    .readResponse();
        }
    }

    private static void hardened(RawResponse response) {
        assertThat(response.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(response.header("Content-Security-Policy"))
                .isEqualTo("default-src 'none'; sandbox");
        assertThat(response.header("Cache-Control")).contains("no-store");
        assertThat(response.headers().map())
                .doesNotContainKeys("Server", "X-Powered-By", "Set-Cookie", "Via");
    }
}
