// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ovirt.imageio.it.TestData.with;

import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ovirt.imageio.testing.daemon.DaemonTicket.Operation;
import org.ovirt.imageio.testing.world.TokenWorld;
import org.ovirt.imageio.testing.world.World;
import org.ovirt.imageio.testing.world.World.TestImage;

/** Each of the proofs that a client can show, without and with a ticket of the Engine. */
@ExtendWith(TokenWorld.class)
class TokenProofIT {
    private static final int SIZE = 3_000_000;

    private final World world;
    private final ImageClient client;

    TokenProofIT(World world) {
        this.world = world;
        client = new ImageClient(world);
    }

    /** What a client shows, as the name and value of a header field. */
    enum Shown {
        JWT,
        SIGNED_TICKET,
        SESSION_OF_JWT,
        SESSION_OF_SIGNED_TICKET;

        String[] field(World world, ImageClient client, TestImage image) throws Exception {
            URI daemon = world.daemonUri();
            String token =
                    this == JWT || this == SESSION_OF_JWT
                            ? "Bearer " + world.issuer().jwt(image.id(), daemon)
                            : world.issuer().signedTicket(image.id(), daemon);
            if (this == JWT || this == SIGNED_TICKET) {
                return new String[] {"Authorization", token};
            }
            HttpResponse<String> session =
                    client.send(
                            "POST",
                            world.proxy().baseUri().resolve("sessions/"),
                            BodyPublishers.noBody(),
                            "Authorization",
                            token);
            assertThat(session.statusCode()).isEqualTo(200);
            return new String[] {
                "Session-Id", session.headers().firstValue("Session-Id").orElseThrow()
            };
        }
    }

    @Test
    void whoeverShowsATokenIsToldWhatWasWritten() throws Exception {
        TestImage image = world.newImageOnDaemon(SIZE, Operation.WRITE);
        String[] proof = Shown.JWT.field(world, client, image);
        assertThat(client.get(with(image.uri(), "/ranges"), proof).body())
                .isEqualTo(
                        "{\"size_known\":false,\"missing\":[],\"unflushed\":[],"
                                + "\"flushed\":[],\"open\":[]}\n");
        assertThat(
                        client.put(
                                        image.uri(),
                                        new byte[10],
                                        "Authorization",
                                        proof[1],
                                        "Content-Range",
                                        "bytes 5-14/*")
                                .statusCode())
                .isEqualTo(200);
        assertThat(client.get(with(image.uri(), "/ranges"), proof).body())
                .contains("\"missing\":[{\"start\":0,\"length\":5}]")
                .contains("\"flushed\":[{\"start\":5,\"length\":10}]");
        assertThat(client.get(with(image.uri(), "/ranges")).statusCode()).isEqualTo(403);
    }

    @ParameterizedTest
    @EnumSource(Shown.class)
    void bytesGoUpAndDownUnchangedWithoutATicketOfTheEngine(Shown shown) throws Exception {
        TestImage image = world.newImageOnDaemon(SIZE, Operation.WRITE);
        String[] proof = shown.field(world, client, image);
        byte[] bytes = TestData.bytes(SIZE);
        assertThat(client.put(image.uri(), bytes, proof).statusCode()).isEqualTo(200);
        assertThat(Files.readAllBytes(image.file())).isEqualTo(bytes);
        HttpResponse<byte[]> download = client.download(image.uri(), proof);
        assertThat(download.statusCode()).isEqualTo(200);
        assertThat(download.body()).isEqualTo(bytes);
    }

    @Test
    void theIdAloneIsNoProofForATransferThatATokenHasBegun() throws Exception {
        TestImage image = world.newImageOnDaemon(SIZE, Operation.WRITE);
        String[] proof = Shown.JWT.field(world, client, image);
        assertThat(client.get(image.uri(), proof).statusCode()).isEqualTo(200);
        assertThat(client.get(image.uri()).statusCode()).isEqualTo(403);
    }
}
