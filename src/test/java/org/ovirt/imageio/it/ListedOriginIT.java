// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ovirt.imageio.testing.daemon.DaemonTicket.Operation;
import org.ovirt.imageio.testing.world.TokenWorld;
import org.ovirt.imageio.testing.world.World;
import org.ovirt.imageio.testing.world.World.TestImage;

/** What a browser lets pages do where an administrator has listed their origins. */
@ExtendWith(TokenWorld.class)
class ListedOriginIT {
    private static final String LISTED = "https://engine.example";

    private final World world;
    private final ImageClient client;
    private final SessionClient sessions;

    ListedOriginIT(World world) {
        this.world = world;
        client = new ImageClient(world);
        sessions = new SessionClient(world);
    }

    @ParameterizedTest
    @ValueSource(strings = {LISTED, "https://engine.example:8443"})
    void aListedPageMayOpenASessionWithACookie(String origin) throws Exception {
        TestImage image = world.newImageOnDaemon(4096, Operation.READ);
        HttpResponse<String> response =
                sessions.post("Authorization", sessions.bearer(image), "Origin", origin);
        assertThat(response.statusCode()).isEqualTo(200);
        assertMayRead(response, origin);
        assertThat(response.headers().firstValue("Access-Control-Expose-Headers").orElse(""))
                .contains("Session-Id", "WWW-Authenticate");
    }

    @ParameterizedTest
    @CsvSource({"401, /sessions/", "403, /images/00000000-0000-4000-8000-000000000000", "404, /x"})
    void aListedPageMayReadWhyItIsRefused(int status, String path) throws Exception {
        HttpResponse<String> response =
                path.equals("/sessions/")
                        ? sessions.post("Origin", LISTED)
                        : client.get(uri(path), "Origin", LISTED);
        assertThat(response.statusCode()).isEqualTo(status);
        assertMayRead(response, LISTED);
    }

    @Test
    void aPreflightOfAListedPageNeedsNoProof() throws Exception {
        HttpResponse<String> response = preflight(LISTED);
        assertThat(response.statusCode()).isEqualTo(200);
        assertMayRead(response, LISTED);
        assertThat(response.headers().firstValue("Access-Control-Allow-Methods").orElse(""))
                .contains("GET", "PUT", "PATCH", "POST", "DELETE");
        assertThat(response.headers().firstValue("Access-Control-Allow-Headers").orElse(""))
                .contains("Authorization", "Session-Id", "Content-Range", "Range")
                .contains("Cache-Control", "Pragma", "Content-Type")
                .doesNotContain("*");
        assertThat(response.headers().firstValueAsLong("Access-Control-Max-Age").orElseThrow())
                .isBetween(1L, 300L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "http://engine.example",
                "https://engine.example:8444",
                "https://engine.example.evil.example",
                "https://evil-engine.example",
                "https://engine.exampl",
                "https://engine.example/",
                "https://ENGINE.example",
                "https://engine.example https://evil.example",
                "*"
            })
    void anyOtherPageIsRefused(String origin) throws Exception {
        HttpResponse<String> preflight = preflight(origin);
        assertThat(preflight.statusCode()).isEqualTo(403);
        assertThat(preflight.body()).contains("imageio.cors.origins");
        assertMayNotRead(preflight);
        assertMayNotRead(client.get(uri("/info/"), "Origin", origin));
    }

    @Test
    void aCacheKeepsAnswersForDifferentPagesApart() throws Exception {
        for (HttpResponse<String> response :
                List.of(
                        client.get(uri("/info/")),
                        client.get(uri("/info/"), "Origin", "https://x.y"))) {
            assertThat(response.headers().firstValue("Vary")).contains("Origin");
        }
    }

    private HttpResponse<String> preflight(String origin) throws Exception {
        return client.options(
                uri("/sessions/"),
                "Origin",
                origin,
                "Access-Control-Request-Method",
                "POST",
                "Access-Control-Request-Headers",
                "authorization");
    }

    private static void assertMayRead(HttpResponse<String> response, String origin) {
        assertThat(response.headers().allValues("Access-Control-Allow-Origin"))
                .containsExactly(origin);
        assertThat(response.headers().allValues("Access-Control-Allow-Credentials"))
                .containsExactly("true");
    }

    private static void assertMayNotRead(HttpResponse<String> response) {
        assertThat(response.headers().map().keySet())
                .noneMatch(name -> name.startsWith("access-control-"));
    }

    private URI uri(String path) {
        return world.proxy().baseUri().resolve(path);
    }
}
