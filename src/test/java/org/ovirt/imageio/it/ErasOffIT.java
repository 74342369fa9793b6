// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ovirt.imageio.testing.client.RawClient;
import org.ovirt.imageio.testing.client.RawResponse;
import org.ovirt.imageio.testing.daemon.DaemonTicket.Operation;
import org.ovirt.imageio.testing.world.TokenWorld;
import org.ovirt.imageio.testing.world.World;
import org.ovirt.imageio.testing.world.World.TestImage;

/** A proxy that takes tokens, but not the ways of proxy 1.x. */
@ExtendWith(TokenWorld.class)
class ErasOffIT {
    private static final String WITH_TICKET =
            """
            GET /images/{} HTTP/1.1
            Host: engine.example:54323
            Accept-Encoding: identity
            Authorization: {}

            """;

    private static final String WITHOUT_ANYTHING =
            """
            GET /images/{} HTTP/1.1
            Host: engine.example:54323
            Accept-Encoding: identity

            """;

    private final World world;

    ErasOffIT(World world) {
        this.world = world;
    }

    @Test
    void aTicketOfVersion1IsNoProof() throws Exception {
        TestImage image = world.newImageOnDaemon(4096, Operation.WRITE);
        String ticket =
                world.issuer().signedTicketV1(image.id(), world.daemonUri(), Duration.ofMinutes(5));
        RawResponse response = send(WITH_TICKET, image.id(), ticket);
        assertThat(response.status()).isEqualTo(401);
        assertThat(response.header("WWW-Authenticate")).contains("error=\"invalid_token\"");
        String session =
                """
                POST /sessions/ HTTP/1.1
                Host: engine.example:54323
                Authorization: {}
                Content-Length: 0

                """;
        assertThat(send(session, ticket).status()).isEqualTo(401);
        assertThat(world.daemon().requests(image.id())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT /tickets/", "PUT /tickets", "DELETE /tickets/ID", "GET /tickets/"})
    void noTicketsAreServedToClients(String line) throws Exception {
        TestImage image = world.newImageOnDaemon(4096, Operation.WRITE);
        String ticket = world.issuer().signedTicket(image.id(), world.daemonUri());
        String head =
                """
                {} HTTP/1.1
                Content-Type: application/json; charset=utf-8
                User-Agent: Java/1.8.0_151
                Host: engine.example:54323
                Accept: text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2
                Connection: keep-alive
                Content-Length: {}

                """;
        try (RawClient client = world.connect()) {
            client.send(RequestText.of(head, line.replace("ID", image.id()), ticket.length()));
            assertThat(client.send(ticket).readResponse().status()).isEqualTo(404);
        }
        assertThat(send(WITHOUT_ANYTHING, image.id()).status()).isEqualTo(403);
    }

    @Test
    void theHeaderFieldOfProxy10IsNotRead() throws Exception {
        TestImage image = world.newImageOnDaemon(4096, Operation.WRITE);
        String open =
                """
                POST /sessions/ HTTP/1.1
                Host: engine.example:54323
                Authorization: {}
                Content-Length: 0

                """;
        String ticket = world.issuer().signedTicket(image.id(), world.daemonUri());
        String session = send(open, ticket).header("Session-Id");
        String get = "GET /images/{} HTTP/1.1\nHost: engine.example:54323\n{}: {}\n\n";
        assertThat(send(get, image.id(), "X-Session-Id", session).status()).isEqualTo(403);
        assertThat(send(get, image.id(), "Session-Id", session).status()).isEqualTo(200);
    }

    @Test
    void anUploadUnderATicketNeedNotSayWhereItsBytesGo() throws Exception {
        TestImage image = world.newImageOnDaemon(4096, Operation.WRITE);
        String ticket = world.issuer().signedTicket(image.id(), world.daemonUri());
        String put =
                """
                PUT /images/{} HTTP/1.1
                Host: engine.example:54323
                Authorization: {}
                Content-Length: 0

                """;
        assertThat(send(put, image.id(), ticket).status()).isEqualTo(200);
    }

    @Test
    void theTicketOfARequestIsNotAddedForOthers() throws Exception {
        TestImage image = world.newImageOnDaemon(4096, Operation.WRITE);
        String ticket = world.issuer().signedTicket(image.id(), world.daemonUri());
        assertThat(send(WITH_TICKET, image.id(), ticket).status()).isEqualTo(200);
        assertThat(send(WITHOUT_ANYTHING, image.id()).status()).isEqualTo(403);
    }

    /** As in imageio 2.x, whose clients know nothing of tokens. */
    @Test
    void anIdThatTheEngineHasInstalledIsProof() throws Exception {
        TestImage image = world.newImage(4096, Operation.WRITE);
        String put =
                """
                PUT /images/{}?flush=n HTTP/1.1
                Host: engine.example:54323
                Accept-Encoding: identity
                content-length: 4
                content-type: application/octet-stream
                content-range: bytes 0-3/*

                four""";
        assertThat(send(put, image.id()).status()).isEqualTo(200);
        String get =
                """
                GET /images/{} HTTP/1.1
                Host: engine.example:54323
                Accept-Encoding: identity
                range: bytes=0-3

                """;
        RawResponse range = send(get, image.id());
        assertThat(range.status()).isEqualTo(206);
        assertThat(range.text()).isEqualTo("four");
        String options =
                """
                OPTIONS /images/{} HTTP/1.1
                Host: engine.example:54323
                Accept-Encoding: identity

                """;
        assertThat(send(options, image.id()).status()).isEqualTo(200);
    }

    /** Sends one request on a connection of its own. */
    private RawResponse send(String lines, Object... values) throws IOException {
        try (RawClient client = world.connect()) {
            return client.send(RequestText.of(lines, values)).readResponse();
        }
    }
}
