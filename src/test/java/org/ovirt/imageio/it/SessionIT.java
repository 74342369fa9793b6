// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.it;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ovirt.imageio.testing.client.RawClient;
import org.ovirt.imageio.testing.client.RawResponse;
import org.ovirt.imageio.testing.client.RawResponse.Ending;
import org.ovirt.imageio.testing.daemon.DaemonTicket.Operation;
import org.ovirt.imageio.testing.world.TokenWorld;
import org.ovirt.imageio.testing.world.World;
import org.ovirt.imageio.testing.world.World.TestImage;

/** A session from its opening to its end. */
@ExtendWith(TokenWorld.class)
class SessionIT {
    private static final String COOKIE = "__Host-ovirt-imageio-session";
    private static final long LARGE = 256L << 20;
    private static final int SMALL_WINDOW = 16 * 1024;

    private final World world;
    private final ImageClient client;
    private final SessionClient sessions;

    SessionIT(World world) {
        this.world = world;
        client = new ImageClient(world);
        sessions = new SessionClient(world);
    }

    @Test
    void isAnsweredWithItsIdAndAnEmptyBody() throws Exception {
        HttpResponse<String> response =
                sessions.post("Authorization", sessions.bearer(newImage(4096)));
        assertThat(SessionClient.idOf(response)).matches("[A-Za-z0-9_-]{22,}");
        assertThat(response.body()).isEmpty();
        assertThat(response.headers().firstValue("Content-Type").orElse(""))
                .startsWith("text/plain");
        assertThat(response.headers().firstValue("Cache-Control").orElse("")).contains("no-store");
    }

    @Test
    void givesABrowserACookieThatOnlyThisHostAndNoScriptSees() throws Exception {
        HttpResponse<String> response =
                sessions.post("Authorization", sessions.bearer(newImage(4096)));
        String cookie = response.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(cookie.split("; *", -1))
                .contains(COOKIE + "=" + SessionClient.idOf(response), "Path=/", "Secure")
                .contains("HttpOnly", "SameSite=Strict")
                .noneMatch(part -> part.startsWith("Domain"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer ", "Bearer x.y.z", "junk", "Basic dXNlcjpwYXNz"})
    void isNotOpenedWithoutAGoodToken(String authorization) throws Exception {
        HttpResponse<String> response =
                authorization.isEmpty()
                        ? sessions.post()
                        : sessions.post("Authorization", authorization);
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.headers().firstValue("WWW-Authenticate").orElse(""))
                .startsWith("Bearer ")
                .contains("error=\"", "error_description=\"");
        assertThat(response.headers().map()).doesNotContainKeys("session-id", "set-cookie");
    }

    @Test
    void servesAPlainLinkByItsCookie() throws Exception {
        TestImage image = newImage(100_000);
        byte[] bytes = TestData.bytes(100_000);
        Files.write(image.file(), bytes);
        String cookie = COOKIE + "=" + sessions.open(image);
        assertThat(client.download(image.uri(), "Cookie", cookie).body()).isEqualTo(bytes);
    }

    @Test
    void doesNotLetAPageWriteWithItsCookie() throws Exception {
        TestImage image = newImage(4096);
        String cookie = COOKIE + "=" + sessions.open(image);
        assertThat(client.put(image.uri(), new byte[10], "Cookie", cookie).statusCode())
                .isEqualTo(403);
        assertThat(world.daemon().requests(image.id())).isEmpty();
    }

    @Test
    void servesALinkWithItsIdInTheQuery() throws Exception {
        TestImage image = newImage(4096);
        String id = sessions.open(image);
        assertThat(client.get(TestData.with(image.uri(), "?session_id=" + id)).statusCode())
                .isEqualTo(200);
        assertThat(
                        client.put(
                                        TestData.with(image.uri(), "?flush=n&session_id=" + id),
                                        new byte[10])
                                .statusCode())
                .isEqualTo(200);
    }

    @Test
    void doesNotOpenAnotherImage() throws Exception {
        String id = sessions.open(newImage(4096));
        TestImage other = newImage(4096);
        assertThat(client.get(other.uri(), "Session-Id", id).statusCode()).isEqualTo(403);
        assertThat(world.daemon().requests(other.id())).isEmpty();
    }

    @Test
    void doesNotDisturbABrowserThatFollowsTheLinkOfAnotherTransfer() throws Exception {
        String cookie = COOKIE + "=" + sessions.open(newImage(4096));
        TestImage other = world.newImage(4096, Operation.READ);
        assertThat(client.get(other.uri(), "Cookie", cookie).statusCode()).isEqualTo(200);
        assertThat(client.get(other.uri(), "Cookie", COOKIE + "=unknown").statusCode())
                .isEqualTo(200);
    }

    @Test
    void allowsNoMoreThanItsToken() throws Exception {
        TestImage image = newImage(4096);
        String id = sessions.open(image, "read");
        assertThat(client.get(image.uri(), "Session-Id", id).statusCode()).isEqualTo(200);
        assertThat(client.put(image.uri(), new byte[10], "Session-Id", id).statusCode())
                .isEqualTo(403);
        assertThat(client.patch(image.uri(), "{\"op\":\"flush\"}", "Session-Id", id).statusCode())
                .isEqualTo(403);
    }

    @Test
    void isRefusedWhenUnknownAlsoWhereTheTicketIdWouldDo() throws Exception {
        TestImage image = world.newImage(4096, Operation.READ);
        HttpResponse<String> response = client.get(image.uri(), "Session-Id", "unknown");
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.headers().firstValue("WWW-Authenticate")).isPresent();
    }

    @Test
    void doesNotTakeAnIdThatAClientHasChosen() throws Exception {
        TestImage image = newImage(4096);
        String planted = "0123456789012345678901234567890123456789";
        String id =
                SessionClient.idOf(
                        sessions.post(
                                "Authorization",
                                sessions.bearer(image),
                                "Session-Id",
                                planted,
                                "Cookie",
                                COOKIE + "=" + planted + "; JSESSIONID=" + planted));
        assertThat(id).isNotEqualTo(planted);
        assertThat(client.get(image.uri(), "Session-Id", planted).statusCode()).isEqualTo(401);
        assertThat(client.get(image.uri(), "Session-Id", id).statusCode()).isEqualTo(200);
    }

    @Test
    void changesItsIdWithANewTokenAndLeavesWhatRuns() throws Exception {
        TestImage image = newImage(LARGE);
        String old = sessions.open(image);
        try (RawClient raw = slowClient()) {
            raw.send(RequestText.head("GET", image.uri(), "Session-Id: " + old));
            awaitRelay(image);
            String renewed =
                    SessionClient.idOf(
                            sessions.post(
                                    "Authorization",
                                    sessions.bearer(image, "read"),
                                    "Session-Id",
                                    old));
            assertThat(renewed).isNotEqualTo(old);
            assertThat(client.options(image.uri(), "Session-Id", old).statusCode()).isEqualTo(401);
            assertThat(client.options(image.uri(), "Session-Id", renewed).statusCode())
                    .isEqualTo(200);
            // It has what the new token allows.
            assertThat(client.put(image.uri(), new byte[1], "Session-Id", renewed).statusCode())
                    .isEqualTo(403);
            RawResponse response = raw.readResponse();
            assertThat(response.ending()).isEqualTo(Ending.COMPLETE);
            assertThat(response.body()).hasSize((int) LARGE);
        }
    }

    @Test
    void isNotRenewedByATokenForAnotherImage() throws Exception {
        TestImage image = newImage(4096);
        String id = sessions.open(image);
        HttpResponse<String> response =
                sessions.post("Authorization", sessions.bearer(newImage(4096)), "Session-Id", id);
        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(client.get(image.uri(), "Session-Id", id).statusCode()).isEqualTo(200);
    }

    @Test
    void endsWithAllThatRunsUnderItAndNothingElse() throws Exception {
        TestImage image = newImage(LARGE);
        String one = sessions.open(image);
        String other = sessions.open(image);
        try (RawClient cut = slowClient();
                RawClient going = slowClient()) {
            cut.send(RequestText.head("GET", image.uri(), "Session-Id: " + one));
            going.send(RequestText.head("GET", image.uri(), "Session-Id: " + other));
            await().atMost(10, SECONDS)
                    .until(() -> world.daemon().openConnections(image.id()) == 2);
            cut.awaitAnswer();
            assertThat(sessions.delete(one).statusCode()).isEqualTo(204);
            assertThat(cut.readResponse().ending()).isEqualTo(Ending.TRUNCATED);
            assertThat(client.get(image.uri(), "Session-Id", one).statusCode()).isEqualTo(401);
            assertThat(going.readResponse().ending()).isEqualTo(Ending.COMPLETE);
        }
        assertThat(sessions.delete(one).statusCode()).isEqualTo(404);
    }

    @Test
    void takesItsCookieAlongWhenItEnds() throws Exception {
        String id = sessions.open(newImage(4096));
        HttpResponse<String> response = sessions.delete(id, "Cookie", COOKIE + "=" + id);
        assertThat(response.statusCode()).isEqualTo(204);
        assertThat(response.headers().firstValue("Set-Cookie").orElseThrow())
                .startsWith(COOKIE + "=;")
                .contains("Max-Age=0");
    }

    @Test
    void isOfNoUseAfterTheEngineHasRemovedTheTicket() throws Exception {
        TestImage image = newImage(4096);
        String bearer = sessions.bearer(image);
        String id = sessions.open(image);
        assertThat(client.get(image.uri(), "Session-Id", id).statusCode()).isEqualTo(200);
        assertThat(world.engine().delete(image.id()).statusCode()).isEqualTo(204);
        assertThat(client.get(image.uri(), "Session-Id", id).statusCode()).isEqualTo(403);
        assertThat(client.get(image.uri(), "Authorization", bearer).statusCode()).isEqualTo(403);
    }

    @Test
    void isCutWhenTheEngineRemovesTheTicket() throws Exception {
        TestImage image = newImage(LARGE);
        try (RawClient raw = slowClient()) {
            raw.send(RequestText.head("GET", image.uri(), "Session-Id: " + sessions.open(image)));
            raw.awaitAnswer();
            assertThat(world.engine().delete(image.id()).statusCode()).isEqualTo(204);
            assertThat(raw.readResponse().ending()).isEqualTo(Ending.TRUNCATED);
        }
    }

    @Test
    void isOneOfFewForItsTicket() throws Exception {
        TestImage image = newImage(4096);
        for (int i = 0; i < 4; i++) {
            sessions.open(image);
        }
        HttpResponse<String> response = sessions.post("Authorization", sessions.bearer(image));
        assertThat(response.statusCode()).isEqualTo(429);
        assertThat(response.body()).contains("DELETE /sessions/");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/images/ID;jsessionid=SESSION",
                "/images/ID;session_id=SESSION",
                "/sessions/;jsessionid=SESSION",
                "/info/;jsessionid=SESSION"
            })
    void isNotLookedForInAPath(String path) throws Exception {
        TestImage image = newImage(4096);
        String id = sessions.open(image);
        try (RawClient raw = world.connect()) {
            raw.send(
                    "GET "
                            + path.replace("ID", image.id()).replace("SESSION", id)
                            + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(raw.readResponse().status()).isEqualTo(404);
        }
        assertThat(world.daemon().requests(image.id())).isEmpty();
    }

    @Test
    void isNotMadeByAnyOtherRequest() throws Exception {
        TestImage image = world.newImage(4096, Operation.READ);
        String bearer = sessions.bearer(image);
        assertThat(client.get(image.uri()).headers().map()).doesNotContainKey("set-cookie");
        assertThat(client.get(image.uri(), "Authorization", bearer).headers().map())
                .doesNotContainKeys("set-cookie", "session-id");
        assertThat(client.get(world.proxy().baseUri().resolve("info/")).headers().map())
                .doesNotContainKey("set-cookie");
    }

    @Test
    void tellsNoOtherSiteOfItsId() throws Exception {
        TestImage image = newImage(4096);
        HttpResponse<String> response =
                client.get(TestData.with(image.uri(), "?session_id=" + sessions.open(image)));
        assertThat(response.headers().firstValue("Referrer-Policy")).contains("no-referrer");
    }

    @Test
    void isInNoLogWithItsIdOrItsToken() throws Exception {
        TestImage image = newImage(4096);
        String bearer = sessions.bearer(image);
        String id = SessionClient.idOf(sessions.post("Authorization", bearer));
        client.get(TestData.with(image.uri(), "?session_id=" + id));
        client.get(image.uri(), "Session-Id", id);
        client.get(image.uri(), "Authorization", bearer);
        client.get(image.uri(), "Authorization", bearer + "x");
        client.get(newImage(10).uri(), "Session-Id", id);
        sessions.delete(id);
        await().until(() -> log().contains("transfer-" + image.id().substring(0, 8)));
        assertThat(log())
                .doesNotContain(id)
                .doesNotContain(bearer.substring(7, 60))
                .doesNotContain(bearer.substring(bearer.length() - 40))
                .doesNotContain(image.id());
    }

    private String log() throws Exception {
        return Files.readString(world.proxy().log());
    }

    private TestImage newImage(long size) throws Exception {
        return world.newImageOnDaemon(size, Operation.WRITE);
    }

    private RawClient slowClient() throws Exception {
        return RawClient.connect(
                world.proxy().dataPort(), world.pki().clientContext(), SMALL_WINDOW);
    }

    private void awaitRelay(TestImage image) {
        await().atMost(10, SECONDS).until(() -> world.daemon().openConnections(image.id()) == 1);
    }
}
