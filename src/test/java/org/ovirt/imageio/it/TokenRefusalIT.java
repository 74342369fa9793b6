// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ovirt.imageio.testing.client.RawClient;
import org.ovirt.imageio.testing.client.RawResponse;
import org.ovirt.imageio.testing.daemon.DaemonTicket.Operation;
import org.ovirt.imageio.testing.token.TokenIssuer;
import org.ovirt.imageio.testing.world.TokenWorld;
import org.ovirt.imageio.testing.world.World;
import org.ovirt.imageio.testing.world.World.TestImage;

/** What a proxy does with tokens that are not, or not quite, good. */
@ExtendWith(TokenWorld.class)
class TokenRefusalIT {
    private static final int MUTATIONS = 400;

    private final World world;
    private final ImageClient client;
    private final SessionClient sessions;

    TokenRefusalIT(World world) {
        this.world = world;
        client = new ImageClient(world);
        sessions = new SessionClient(world);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'alg':'none'}",
                "{'alg':'None','typ':'JWT'}",
                "{'alg':'HS256','typ':'JWT'}",
                "{'alg':'RS512','typ':'JWT'}",
                "{'typ':'JWT'}",
                "{'alg':'RS256','kid':'../../../../etc/passwd'}",
                "{'alg':'RS256','kid':'x\\u0027 OR 1=1 --'}",
                "{'alg':'RS256','crit':['exp']}",
                "{'alg':'RS256','b64':false}",
                "{'alg':'RS256','zip':'DEF'}",
                "{'alg':'RSA-OAEP','enc':'A128GCM'}",
                "{'alg':'RS256','alg':'none'}",
            })
    void aHeaderThatAsksForSomethingElseIsRefused(String header) throws Exception {
        TestImage image = newImage();
        String[] parts = world.issuer().jwt(image.id(), world.daemonUri()).split("\\.", -1);
        String forged = encode(header.replace('\'', '"')) + "." + parts[1] + ".";
        assertRefused(image, "Bearer " + forged);
        assertRefused(image, "Bearer " + forged + parts[2]);
    }

    @ParameterizedTest
    @ValueSource(strings = {"jku", "x5u", "jwk", "x5c"})
    void aKeyThatATokenNamesIsNeitherUsedNorFetched(String field) throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            TestImage image = newImage();
            String[] parts = world.issuer().jwt(image.id(), world.daemonUri()).split("\\.", -1);
            String header =
                    "{\"alg\":\"RS256\",\"%s\":\"http://localhost:%d/\"}"
                            .formatted(field, listener.getLocalPort());
            assertRefused(image, "Bearer " + encode(header) + "." + parts[1] + "." + parts[2]);
            assertThat(isConnectedTo(listener)).isFalse();
        }
    }

    @Test
    void aTokenIsNotReadFromAUrlOrACookie() throws Exception {
        TestImage image = newImage();
        String token = world.issuer().jwt(image.id(), world.daemonUri());
        HttpResponse<String> inUrl =
                client.get(TestData.with(image.uri(), "?access_token=" + token));
        assertThat(inUrl.statusCode()).isEqualTo(401);
        assertThat(inUrl.body()).contains("Authorization").doesNotContain(token);
        assertThat(
                        client.get(image.uri(), "Cookie", "__Host-ovirt-imageio-session=" + token)
                                .statusCode())
                .isEqualTo(403);
        assertNothingReached(image);
    }

    @ParameterizedTest
    @ValueSource(ints = {8 * 1024 + 1, 12 * 1024, 17 * 1024})
    void aTokenThatIsTooLongIsRefused(int length) throws Exception {
        TestImage image = newImage();
        try (RawClient raw = world.connect()) {
            raw.send(
                    RequestText.head(
                            "GET",
                            image.uri(),
                            "Authorization: Bearer " + "a".repeat(length),
                            "Connection: close"));
            RawResponse response = raw.readResponse();
            assertThat(response.status()).isIn(400, 401, 431);
        }
        assertNothingReached(image);
    }

    @Test
    void aTokenForAnotherImageOpensNeitherAndLeavesNothingBehind() throws Exception {
        TestImage mine = newImage();
        TestImage other = newImage();
        HttpResponse<String> response =
                client.get(other.uri(), "Authorization", sessions.bearer(mine));
        assertThat(response.statusCode()).isEqualTo(403);
        assertNothingReached(mine);
        assertNothingReached(other);
        assertThat(world.engine().get(mine.id()).statusCode()).isEqualTo(404);
        assertThat(world.engine().get(other.id()).statusCode()).isEqualTo(404);
    }

    @Test
    void aTokenToReadDoesNotWrite() throws Exception {
        TestImage image = newImage();
        String bearer = sessions.bearer(image, "read");
        assertThat(client.put(image.uri(), new byte[1], "Authorization", bearer).statusCode())
                .isEqualTo(403);
        assertThat(
                        client.patch(image.uri(), "{\"op\":\"flush\"}", "Authorization", bearer)
                                .statusCode())
                .isEqualTo(403);
        assertNothingReached(image);
        assertThat(client.get(image.uri(), "Authorization", bearer).statusCode()).isEqualTo(200);
    }

    @Test
    void aTokenDoesNotWidenTheEnginesTicket() throws Exception {
        TestImage image = world.newImage(4096, Operation.READ);
        String bearer = sessions.bearer(image, "read", "write");
        assertThat(client.put(image.uri(), new byte[1], "Authorization", bearer).statusCode())
                .isEqualTo(403);
        assertThat(client.get(image.uri(), "Authorization", bearer).statusCode()).isEqualTo(200);
    }

    @Test
    void theEnginesRemovalOutlivesTokens() throws Exception {
        TestImage image = newImage();
        String bearer = sessions.bearer(image);
        assertThat(client.get(image.uri(), "Authorization", bearer).statusCode()).isEqualTo(200);
        assertThat(world.engine().delete(image.id()).statusCode()).isEqualTo(204);
        assertThat(client.get(image.uri(), "Authorization", bearer).statusCode()).isEqualTo(403);
        assertThat(client.get(image.uri(), "Authorization", sessions.bearer(image)).statusCode())
                .isEqualTo(403);
        assertThat(sessions.post("Authorization", bearer).statusCode()).isEqualTo(403);
    }

    @Test
    void theEnginesRemovalCountsAlsoBeforeATokenIsShown() throws Exception {
        TestImage image = newImage();
        String bearer = sessions.bearer(image);
        assertThat(world.engine().delete(image.id()).statusCode()).isEqualTo(204);
        assertThat(client.get(image.uri(), "Authorization", bearer).statusCode()).isEqualTo(403);
        assertNothingReached(image);
    }

    @Test
    void anExpiredTokenSaysSoWithAHintAtTheClocks() throws Exception {
        TestImage image = newImage();
        HttpResponse<String> response =
                get(image, claims(image).add("iat", now() - 3700).add("exp", now() - 3600));
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.body()).contains("expired", "clock");
        assertThat(response.headers().firstValue("WWW-Authenticate").orElse(""))
                .contains("error=\"invalid_token\"", "error_description=\"The token has expired");
    }

    @Test
    void aClockThatDiffersByHalfAMinuteDoesNotMatterAndOneByAnHourDoes() throws Exception {
        TestImage image = newImage();
        assertThat(
                        get(image, claims(image).add("iat", now() - 60).add("exp", now() - 25))
                                .statusCode())
                .isEqualTo(200);
        assertThat(get(image, claims(image).add("iat", now() + 25)).statusCode()).isEqualTo(200);
        assertThat(
                        get(image, claims(image).add("iat", now() - 3700).add("exp", now() - 3600))
                                .statusCode())
                .isEqualTo(401);
        assertThat(get(image, claims(image).add("nbf", now() + 3600)).statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://localhost:1",
                "https://127.0.0.1:PORT",
                "https://2130706433:PORT",
                "https://[::ffff:127.0.0.1]:PORT",
                "https://localhost.:PORT",
                "https://user@localhost:PORT",
                "https://localhost:PORT/path",
                "http://localhost:PORT"
            })
    void aDaemonThatIsNotListedIsNotConnectedTo(String uri) throws Exception {
        TestImage image = newImage();
        String daemon = uri.replace("PORT", Integer.toString(world.daemonUri().getPort()));
        long before = world.daemon().acceptedConnections();
        HttpResponse<String> response = get(image, claims(image).add("imaged-uri", daemon));
        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(world.daemon().acceptedConnections()).isEqualTo(before);
        assertThat(world.engine().get(image.id()).statusCode()).isEqualTo(404);
    }

    @Test
    void noMutatedTokenIsAcceptedOrBreaksAnything() throws Exception {
        TestImage image = newImage();
        long before = world.daemon().acceptedConnections();
        Random random = new Random(20_260_601);
        for (int i = 0; i < MUTATIONS; i++) {
            String good =
                    i % 2 == 0
                            ? sessions.bearer(image)
                            : world.issuer().signedTicket(image.id(), world.daemonUri());
            String mutated = mutate(good, random);
            HttpResponse<String> response = client.get(image.uri(), "Authorization", mutated);
            assertThat(response.statusCode()).as(mutated).isEqualTo(401);
            assertThat(response.body()).doesNotContain(mutated);
        }
        assertThat(world.daemon().acceptedConnections()).isEqualTo(before);
        assertNothingReached(image);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ID%2f..%2f..",
                "..;/ID",
                "ID%00",
                "ID%252f",
                "%C0%AF",
                "ID;a=b",
                "ID/../ID"
            })
    void noTokenOpensAPathThatIsNone(String path) throws Exception {
        TestImage image = newImage();
        try (RawClient raw = world.connect()) {
            raw.send(
                    "GET /images/%s HTTP/1.1\r\nHost: localhost\r\nAuthorization: %s\r\n\r\n"
                            .formatted(path.replace("ID", image.id()), sessions.bearer(image)));
            assertThat(raw.readResponse().status()).isIn(400, 404);
        }
        assertNothingReached(image);
    }

    @Test
    void unknownAndForbiddenTicketsLookTheSame() throws Exception {
        TestImage image = newImage();
        assertThat(client.get(image.uri(), "Authorization", sessions.bearer(image)).statusCode())
                .isEqualTo(200);
        HttpResponse<String> unknown =
                client.get(world.proxy().baseUri().resolve("images/" + UUID.randomUUID()));
        HttpResponse<String> known = client.get(image.uri());
        assertThat(known.statusCode()).isEqualTo(unknown.statusCode());
        assertThat(known.body()).isEqualTo(unknown.body());
    }

    /** Changes one character into another of the alphabet, or takes one away, or adds one. */
    private static String mutate(String good, Random random) {
        String alphabet = "ABCXYZabcxyz0189";
        // Behind the scheme's name, whose case does not matter.
        int scheme = "Bearer ".length();
        int at = scheme + random.nextInt(signedLength(good) - scheme);
        char other = alphabet.charAt(random.nextInt(alphabet.length()));
        String mutated =
                switch (random.nextInt(3)) {
                    case 0 -> good.substring(0, at) + other + good.substring(at + 1);
                    case 1 -> good.substring(0, at) + good.substring(at + 1);
                    default -> good.substring(0, at) + other + good.substring(at);
                };
        return mutated.equals(good) ? mutate(good, random) : mutated;
    }

    /** The certificate at the end of an envelope is not signed, and nothing looks at it. */
    private static int signedLength(String token) {
        if (token.startsWith("Bearer ")) {
            return token.length();
        }
        String envelope = new String(Base64.getDecoder().decode(token), StandardCharsets.UTF_8);
        return envelope.indexOf("certificate") * 4 / 3;
    }

    private HttpResponse<String> get(TestImage image, JsonObjectBuilder claims)
            throws IOException, InterruptedException {
        return client.get(
                image.uri(), "Authorization", "Bearer " + world.issuer().jwt(claims.build()));
    }

    private JsonObjectBuilder claims(TestImage image) {
        return TokenIssuer.claims(image.id(), world.daemonUri());
    }

    private void assertRefused(TestImage image, String authorization) throws Exception {
        HttpResponse<String> response = client.get(image.uri(), "Authorization", authorization);
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.headers().firstValue("WWW-Authenticate").orElse(""))
                .contains("error=", "error_description=");
        assertNothingReached(image);
    }

    private void assertNothingReached(TestImage image) {
        assertThat(world.daemon().requests(image.id())).isEmpty();
    }

    private static boolean isConnectedTo(ServerSocket listener) throws IOException {
        listener.setSoTimeout(200);
        try {
            listener.accept().close();
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    private static String encode(String header) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(header.getBytes(StandardCharsets.UTF_8));
    }

    private static long now() {
        return Instant.now().getEpochSecond();
    }

    private TestImage newImage() throws IOException {
        return world.newImageOnDaemon(4096, Operation.WRITE);
    }
}
